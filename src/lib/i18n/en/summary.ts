import type { Messages } from '../ja.ts';

export const summary: Messages['summary'] = {
  label: 'Summary',
  lines: 'What was said',
  intro: 'What was said about each item of the agenda.',
  introLive: 'It is renewed as the talk goes on.',
  noItems: 'The agenda has no items, so there is no summary.',
  nothingSaid: 'Nothing has been written down yet. Start the transcript, and the summary is made.',
  by: { extract: 'Taken from what was said', model: 'By the language model in this browser', hand: 'Written by you' },
  sources: (count) => `What it rests on (${count})`,
  talk: (count) => `The talk about this item (${count})`,
  textOf: (title) => `Summary of “${title}”`,
  editOf: (title) => `Edit the summary of “${title}”`,
  writeHint: 'A sentence a line. Those that you leave as they are keep what they rest on.',
  renew: 'Make it anew',
  renewOf: (title) => `Make the summary of “${title}” anew`,
  unassigned: (count) => `Talk that belongs to no item (${count})`,
  unassignedHint: 'Choose an item, and it enters the summary of that item.',
  unassignedNone: 'There is none.',
  placeUnder: 'Put it under',
  placeNowhere: 'Under no item',
  choose: 'Choose an item',
  endTitle: 'Transcript and summary',
  endHint: 'What you change goes into the files that you save afterwards.',
  finishing: (seconds) =>
    `The last words of the call are being written down${seconds > 0 ? ` (${seconds} s of talk)` : ''}. Save when that is done.`,
  correct: 'Correct',
  correctOf: (name, time) => `Correct what ${name} said at ${time}`,
  textOfLine: 'What was said',
  writer: {
    title: 'Summary by a language model',
    looking: 'Looking for a language model',
    none: 'This server has no language model, so the summary is taken from what was said.',
    about: (name, licence, megabytes) =>
      `Loads ${name} (${megabytes} MB, licence: ${licence}) and writes the summary of each item anew, in this browser. Sentences with numbers or names that were not said are left out.`,
    device: 'How it computes',
    devices: { auto: 'Automatic', webgpu: 'WebGPU (fast)', wasm: 'WebAssembly (slow)' },
    start: 'Summarise with the language model',
    preparing: 'Preparing the language model',
    loading: (here, of) => `Loading the language model (${here} of ${of} MB)`,
    writing: (title, at, of) => `Summarising “${title}” (${at} of ${of})`,
    cancel: 'Stop',
    done: ({ asked, written, dropped }) =>
      asked === 0
        ? 'There was no further item to summarise.'
        : [
            `Items summarised: ${written}.`,
            dropped > 0 ? ` Sentences left out because nobody said so: ${dropped}.` : '',
            written < asked ? ` Items left as they were said: ${asked - written}.` : '',
          ].join(''),
    calledOff: (written) => (written > 0 ? `Stopped. Items summarised before that are kept: ${written}.` : 'Stopped.'),
    faults: { load: 'The language model could not be loaded', broken: 'The language model broke down' },
    stays: 'The other items keep the summary that is taken from what was said. You can try again.',
  },
};
