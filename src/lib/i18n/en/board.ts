import type { Messages } from '../ja.ts';

export const board: Messages['board'] = {
  title: 'Whiteboard',
  loading: 'Opening the whiteboard…',
  failed: 'The whiteboard could not be loaded. Check your connection and try again.',
  retry: 'Load again',
  showAll: 'Show everything',
  save: 'Save as picture',
  saving: 'Making the picture…',
  file: (title) => `${title}_whiteboard`,
  saved: (file) => `The whiteboard was saved (${file})`,
  nothing: 'There is nothing on the whiteboard to save yet.',
  saveFailed: 'The whiteboard could not be saved. Please try again.',
  close: 'Close the whiteboard',
  full: 'The whiteboard is full. Erase what is not needed to go on.',
  written: 'There is something on the whiteboard.',
  open: 'Open',
  held: 'Not available while on hold',
  tooLarge: 'Pictures over 5 MB cannot be added. Please make it smaller and try again.',
  notPicture: 'Only PNG, JPEG and WebP pictures can be added.',
  notAdded: 'The picture could not be added. All pictures together may have reached the limit.',
  notPlaced: 'The captured picture could not be put on the whiteboard. Please try again.',
};
