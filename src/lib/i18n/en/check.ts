import type { Messages } from '../ja.ts';

const list = (names: readonly string[]): string => names.join(', ');

const problems: Messages['check']['problems'] = {
  'browser-features': {
    title: 'Calls do not work in this browser',
    next: 'Open the same link in the newest Chrome, Edge, Safari or Firefox.',
  },
  'browser-in-app': {
    title: 'This is a page inside another app',
    next: 'Camera or microphone may not work here. Use “Open in browser” in its menu, or open the link in Chrome or Safari.',
  },
  'browser-old': { title: 'An old version', next: 'Update the browser to its newest version, then check again.' },
  'browser-unknown': {
    title: 'We have not tested this browser',
    next: 'The newest Chrome, Edge, Safari or Firefox is sure to work.',
  },
  'camera-no-picture': {
    title: 'No picture arrives',
    next: 'Close other apps that use the camera, plug it in again, then check again.',
  },
  'camera-dark': { title: 'The picture is black', next: 'Look for a closed lens cover or a switch at the camera.' },
  'microphone-silent': {
    title: 'No sound arrives',
    next: 'Look at the mute switch of the microphone or headset and at the input volume of the device.',
  },
  'microphone-quiet': {
    title: 'No voice was heard',
    next: 'Speak nearer to the microphone or raise the input volume, then check again.',
  },
  'sound-blocked': {
    title: 'The test sound could not be played',
    next: 'Play it once more. If that does not help, allow sound for this site in the settings of the browser.',
  },
  'sound-not-heard': {
    title: 'You did not hear the test sound',
    next: 'Check volume and mute, plug headphones or speakers in again, then play it once more.',
  },
  'line-slow': {
    title: 'The line is rather slow',
    next: 'The picture may be poorer. Go nearer to the Wi-Fi router, or stop videos and large downloads.',
  },
  'line-too-slow': {
    title: 'The line is too slow',
    next: 'The picture may freeze. Change to another network, or use a cable.',
  },
  'line-unmeasured': {
    title: 'The speed could not be measured',
    next: 'Check the network connection, then check again.',
  },
  'turn-partly': {
    title: 'Some paths are closed',
    next: 'That is common in networks of companies and schools. One path that works is enough.',
  },
  'turn-unreachable': {
    title: 'The media relay cannot be reached',
    next: 'You may not reach everybody. Switch the VPN off or try another network, such as the tethering of a phone.',
  },
  'ice-blocked': {
    title: 'All paths for calls are closed',
    next: 'Switch off VPN and security software or change to another network, such as the tethering of a phone, then check again.',
  },
};

export const check: Messages['check'] = {
  title: 'Environment check',
  lead: 'Before the interview, let us see whether this device and line are fit for it. It takes about a minute.',
  progress: (done, all) => `${done} of ${all} items done`,
  items: {
    browser: 'Browser',
    camera: 'Camera',
    microphone: 'Microphone',
    audio: 'Audio output',
    speed: 'Line speed',
    security: 'Security',
  },
  states: { pending: 'Not checked', running: 'Checking', ok: 'No problem', warning: 'Attention', failed: 'Problem' },
  running: {
    browser: 'Looking at the browser…',
    camera: 'Please allow the use of the camera',
    microphone: 'Please say something',
    audio: 'Play the test sound and see whether you hear it',
    speed: 'Measuring the speed…',
    security: 'Looking at the paths…',
  },
  good: {
    browser: 'Calls work in this browser.',
    camera: 'If you see yourself, all is well. If it is dark, put a light in front of your face.',
    microphone: 'If the bar moves while you speak, all is well.',
    audio: 'If the others are too quiet, raise the volume of the device.',
    speed: 'Fast enough for a video call.',
    security: 'The paths that a call needs work.',
  },
  browsers: { chrome: 'Chrome', edge: 'Edge', safari: 'Safari', firefox: 'Firefox', other: 'Unknown browser' },
  paths: { running: 'Checking', reached: 'Works', unreached: 'Does not work', 'not-offered': 'Not set up' },
  problems,
  showDetails: (name) => `Details: ${name}`,
  retryItem: (name) => `Check again: ${name}`,
  proceed: 'Go to the waiting room',
  reason: {
    early: (moment) => `Reception opens on ${moment}. You may wait here.`,
    running: 'Please wait until the check has finished.',
    microphone: 'Please say something into the microphone.',
    audio: 'Play the test sound and press “I heard it”.',
    required: (names) => `To go on, mend: ${list(names)}`,
    optional: (names) => `There is a problem with: ${list(names)}. Mend it, or tick “Go on although…” in the item.`,
  },
  override: (name) => `Go on although there is a problem with: ${name}`,
  overridden: 'You go on without it',
  again: 'Check again',
  picture: (label, width, height) => `${label} (${width}×${height})`,
  audioPlay: 'Play the test sound',
  audioAsk: 'Did you hear the test sound?',
  audioHeard: 'I heard it',
  audioNotHeard: 'I did not',
  audioOk: 'You heard the test sound',
  audioNotNeeded: 'Nothing to check here',
  speed: (down, up, roundTrip) => `Down ${down} · up ${up} · round trip ${roundTrip}`,
  mbps: (value) => `${value} Mbps`,
  ms: (value) => `${value} ms`,
  unknown: '—',
  security: {
    secureContext: 'Secure connection (https)',
    relay: 'Connection server',
    direct: 'Direct connection',
    path: (transport) => `Media relay (${transport})`,
    noTurn: 'No media relay is set up. Calls work within one network and from most homes.',
  },
};
