/** What leads to the help page (S2), and the notice about the browser (S1). What the page itself says is loaded with it: help-page.ts. */
export const help = {
  link: 'ヘルプ',
  title: 'ヘルプ',
  notice: {
    more: '対応ブラウザを見る',
  },
};
