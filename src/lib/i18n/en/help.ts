/** What leads to the help page (S2), and the notice about the browser (S1). */
import type { Messages } from '../ja.ts';

export const help: Messages['help'] = {
  link: 'Help',
  title: 'Help',
  notice: {
    more: 'Supported browsers',
  },
};
