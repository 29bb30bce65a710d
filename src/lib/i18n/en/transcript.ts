import type { Messages } from '../ja.ts';

export const transcript: Messages['transcript'] = {
  label: 'Transcript',
  start: 'Start the transcript',
  stop: 'Stop the transcript',
  giveUp: 'End without the rest',
  mark: 'Transcribing',
  markHint: 'The host’s browser writes down what is said in this call. Neither sound nor text is sent to a server.',
  intro:
    'What each participant says is written down in this browser. Neither sound nor text is sent to a server. Once it starts, everybody’s screen says “Transcribing”.',
  noItems: {
    title: 'The agenda has no items',
    text: 'While all items are empty, nothing is transcribed or summarised. Transcription starts once you fill one in.',
  },
  openAgenda: 'Open the agenda',
  preparing: 'Preparing speech recognition',
  preparingHint: 'What is said meanwhile is written down afterwards.',
  progress: (here, of) => `Loading the model (${here} of ${of} MB)`,
  on: 'Transcribing',
  finishing: (seconds) => (seconds > 0 ? `Writing down the rest (${seconds} s of talk)` : 'Writing down the rest'),
  off: 'The transcript is stopped',
  behind: (seconds) => `${seconds} seconds behind`,
  behindText:
    'This computer cannot keep up. What is said is kept and written down later. With fewer people to write down it catches up sooner.',
  chooseSpeakers: 'Choose whose words',
  inTime: 'In time',
  faults: {
    'no-model': {
      title: 'There is no model for speech recognition',
      text: 'This server has no model for the language of this interview yet. Ask its administrator to fetch one with “npm run models”. The call goes on as it is.',
    },
    'model-failed': {
      title: 'The model could not be loaded',
      text: 'Check your connection and start again. If it keeps failing, press “Free the space” first.',
    },
    broken: {
      title: 'Speech recognition has stopped',
      text: 'What was written down is kept. You can start again.',
    },
  },
  speakers: 'Whom to write down',
  speakerHint: 'What somebody says while switched off here is not written down.',
  search: 'Search the transcript',
  found: (count) => `${count} found`,
  notFound: 'Nothing that was said matches.',
  log: 'Transcript',
  empty: 'Nothing has been said yet.',
  gap: 'What was said in this time could not be written down: the computer was too slow.',
  newLines: 'New lines',
  space: 'Models kept in this browser',
  free: 'Free the space',
  freeHint: 'Deletes the speech models that this browser keeps. They are loaded again when they are next needed.',
  freed: 'The space is free again.',
  freeFailed: 'In use: stop the transcript and try again.',
  captions: 'Captions',
  captionsHint: 'Shows what is said as captions',
  captionsOff: 'Captions appear once the host has started the transcript',
  captionsLog: 'Captions',
  waiting:
    'In this interview the host’s browser may write down what is said. Your screen shows it from the moment it begins.',
};
