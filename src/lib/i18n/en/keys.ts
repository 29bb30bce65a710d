import type { Messages } from '../ja.ts';

export const keys: Messages['keys'] = {
  title: 'Keyboard shortcuts',
  use: 'Use keyboard shortcuts',
  hint: 'They do nothing while you write text.',
  of: {
    microphone: 'Microphone on or off',
    camera: 'Camera on or off',
    hand: 'Raise or lower your hand',
    chat: 'Open or close the chat',
    share: 'Start or stop sharing your screen',
    view: 'Switch the tile view',
    participants: 'Open or close the participants',
    agenda: 'Open or close the agenda',
    board: 'Open or close the whiteboard',
    transcript: 'Open or close the transcript',
    captions: 'Captions on or off',
    fullscreen: 'Switch full screen',
    shortcuts: 'Show this list',
  },
  escape: 'Close a panel or menu',
  send: 'Send the chat message',
};
