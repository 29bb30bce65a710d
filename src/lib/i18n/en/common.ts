import type { Messages } from '../ja.ts';

export const common: Messages['common'] = {
  product: 'Mensetsu',
  language: 'Language',
  roles: { host: 'Interviewer', 'co-interviewer': 'Co-interviewer', applicant: 'Applicant' },
  close: 'Close',
  cancel: 'Cancel',
  retry: 'Try again',
  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'Could not copy. Please select the text and copy it yourself.',
  delete: 'Delete',
  microphone: 'Microphone',
  camera: 'Camera',
  speaker: 'Audio output',
  deviceSettings: 'Device settings',
  defaultDevice: 'System default',
  noDevice: 'None found',
  noiseCancelling: 'Noise cancelling',
  noiseHint: 'Takes away fans, air conditioning and the like, and leaves your voice.',
  noisePreparing: 'Getting ready…',
  noiseByBrowser: 'Here the browser’s own noise suppression is used.',
  requestSound: {
    label: 'Sound of requests to join',
    volumes: { small: 'Low', medium: 'Medium', large: 'High', mute: 'Muted' },
    title: 'Requests to join',
    notify: 'Also tell by a system notification',
    notifyHint: 'With the name, when somebody asks to join while you do not look at this page.',
    notifyDenied:
      'This browser blocks notifications of this site. To use them, please allow them with the icon at the left of the address bar, and load the page again.',
    notice: (names) =>
      names.length > 1
        ? `${names[0] ?? ''} and ${names.length - 1} more ask to join`
        : `${names[0] ?? ''} asks to join`,
    noticeNext: 'Back in the call you can let them in.',
  },
  playTestSound: 'Play a test sound',
  level: 'Sound level',
  ownPicture: 'Your picture',
  cameraOff: 'Your camera is off',
  cameraStarting: 'Starting the camera…',
  people: (count) => (count === 1 ? '1 person' : `${count} people`),
  elapsed: 'Elapsed time',
};
