import type { Messages } from '../ja.ts';

export const problems: Messages['problems'] = {
  codes: {
    'insecure-context': {
      title: 'Please open this over a secure connection (https)',
      next: 'Camera, microphone and encryption do not work at this address. Open a link that begins with https://, or http://localhost on the machine that runs the server. To try it within your network, ask whoever runs the server to set up https.',
    },
    'unsupported-browser': {
      title: 'This browser cannot be used',
      next: 'Open the same link in the newest Chrome, Edge, Safari or Firefox. If you opened it inside a mail or chat app, open it in a browser instead.',
    },
    'link-damaged': {
      title: 'The link seems to be cut off',
      next: 'Copy the whole link you were given and open it again. If that does not help, ask the interviewer for a new one.',
    },
    'link-altered': {
      title: 'The link has been changed',
      next: 'It was not opened, for your safety. Open it from the original message, or ask the interviewer for a new one.',
    },
    'relay-unreachable': {
      title: 'The server cannot be reached',
      next: 'Please check your network. We keep trying. If you use a VPN or a company proxy, try without it.',
    },
    'organizer-key': { title: 'The organiser key is wrong', next: 'Check the key and enter it again.' },
    'bad-window': {
      title: 'Links cannot be made for these hours',
      next: 'Look at the beginning and the end once more, then try again.',
    },
    'sign-failed': {
      title: 'The links could not be made',
      next: 'What you entered is still here. Wait a moment and try again.',
    },
    'camera-denied': { title: 'The camera is not allowed', next: 'Allow the camera in the settings of your browser.' },
    'camera-missing': {
      title: 'No camera was found',
      next: 'Plug a camera in, and see that it is not switched off in the settings of the device.',
    },
    'camera-busy': {
      title: 'The camera cannot be used',
      next: 'Close other apps and tabs that use the camera, then try again.',
    },
    'camera-lost': {
      title: 'The camera was disconnected',
      next: 'Plugged in again it goes on by itself. Another camera can be chosen in the device settings.',
    },
    'microphone-denied': {
      title: 'The microphone is not allowed',
      next: 'Allow the microphone in the settings of your browser.',
    },
    'microphone-missing': {
      title: 'No microphone was found',
      next: 'Plug a microphone in, and see that it is not switched off in the settings of the device.',
    },
    'microphone-busy': {
      title: 'The microphone cannot be used',
      next: 'Close other apps that use the microphone, then try again.',
    },
    'microphone-lost': {
      title: 'The microphone was disconnected',
      next: 'Plugged in again it goes on by itself. Another microphone can be chosen in the device settings.',
    },
    internal: { title: 'Something went wrong', next: 'Reload the page. If it happens again, try another browser.' },
    early: {
      title: 'Reception has not opened yet',
      next: 'When it opens you can go on from here. Until then you may check your environment.',
    },
    expired: {
      title: 'Reception is closed',
      next: 'The reception hours are over. Check the date of your interview and ask the interviewer for a new link if needed.',
    },
    'bad-token': {
      title: 'This link cannot be used',
      next: 'It was not made by this server, or is no longer valid. Check the link you were given, or ask the interviewer for a new one.',
    },
    'bad-proof': { title: 'You could not be identified', next: 'Reload the page and try again.' },
    'bad-pass': { title: 'Your admission has expired', next: 'Please ask to join again from the waiting room.' },
    'host-present': {
      title: 'You are already connected to the call.',
      next: 'Another device or tab is connected. If you move the call here, that screen ends.',
    },
    full: {
      title: 'It is too busy right now',
      next: 'The number of connections is at its limit. Please wait and try again.',
    },
    version: { title: 'This page is out of date', next: 'The server has been updated. Please reload the page.' },
    'too-many': {
      title: 'Too many interviews at once',
      next: 'What you entered is still here. Wait some minutes and try again.',
    },
    'tab-closed': {
      title: 'The tab with your call was closed',
      next: 'You can go straight on in this one. Camera and microphone will be as they were.',
    },
    'already-open': {
      title: 'You are already connected to the call.',
      next: 'This interview is open in another tab. Use that tab, or move it here.',
    },
  },
  permission: {
    chromium:
      'Press the icon to the left of the address, allow “Camera” and “Microphone”, then try again. Also see that your system lets the browser use them.',
    android:
      'Press the icon to the left of the address, open “Permissions” and allow camera and microphone. See also the browser’s permissions under Settings → Apps.',
    safari:
      'In the menu choose Safari → Settings for this website, and allow camera and microphone. Then reload the page.',
    ios: 'Open “Website Settings” from the page menu in the address bar and allow camera and microphone. Then reload the page.',
    firefox: 'Press the camera or microphone icon to the left of the address, remove the block, then try again.',
    other: 'Allow camera and microphone for this site in the settings of your browser, then reload the page.',
  },
};
