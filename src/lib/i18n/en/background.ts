/** Virtual backgrounds (W4). */
import type { Messages } from '../ja.ts';

export const background: Messages['background'] = {
  choose: 'Choose background',
  list: 'Background',
  none: 'No background',
  blur: 'Blur',
  own: 'Your picture',
  presets: {
    plaster: 'White wall',
    window: 'By the window',
    office: 'Office',
    bookshelf: 'Bookshelf',
    shoji: 'Shoji screens',
    washi: 'Washi paper',
    curtain: 'Curtain',
    garden: 'Dappled light',
    mountains: 'Mountains',
    sea: 'Sea',
    dawn: 'Dawn',
    evening: 'Evening city',
  },
  add: 'Add a picture',
  replace: 'Change the picture',
  remove: 'Remove your picture',
  addHint: 'JPEG or PNG, up to 512 KB. The picture stays in this browser.',
  preview: 'Preview of the background',
  cameraOff: 'The camera is off. Switch it on to be seen with this background.',
  preparing: 'Preparing the background…',
  coarse: 'This computer is busy, so the background is drawn more simply. The picture may look coarse.',
  missed: 'The background could not be loaded. The previous one stays.',
  faults: {
    'too-large': 'The picture is larger than 512 KB. Make it smaller and choose it again.',
    'not-a-picture': 'This picture cannot be used. Choose a JPEG or PNG picture.',
    'too-many-pixels': 'The picture has too many pixels. Make it smaller and choose it again.',
    unreadable: 'The picture could not be read. The file may be damaged: choose another one.',
    'not-kept': 'This browser cannot keep the picture. It can be used until you close this page.',
  },
  stopped: {
    failed: {
      title: 'The background could not be replaced, so the camera was switched off',
      text: 'Nobody sees your room. Switch the camera on to try again.',
    },
    'too-slow': {
      title: 'This computer cannot keep up with the background, so the camera was switched off',
      text: 'Nobody sees your room. Close other apps and switch the camera on to try again.',
    },
  },
  showRoom: 'Show me without a background',
};
