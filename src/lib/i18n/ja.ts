/** Japanese messages: the shape of the table. A message with parameters is a function. */
import { agenda } from './ja/agenda.ts';
import { background } from './ja/background.ts';
import { board } from './ja/board.ts';
import { call } from './ja/call.ts';
import { check } from './ja/check.ts';
import { common } from './ja/common.ts';
import { control } from './ja/control.ts';
import { help } from './ja/help.ts';
import { kept } from './ja/kept.ts';
import { keys } from './ja/keys.ts';
import { problems } from './ja/problems.ts';
import { record } from './ja/record.ts';
import { setup } from './ja/setup.ts';
import { summary } from './ja/summary.ts';
import { transcript } from './ja/transcript.ts';
import { waiting } from './ja/waiting.ts';

export const ja = {
  language: 'ja' as 'ja' | 'en',
  common,
  setup,
  check,
  waiting,
  call,
  background,
  board,
  agenda,
  control,
  help,
  kept,
  keys,
  summary,
  transcript,
  problems,
  record,
};

export type Messages = typeof ja;
