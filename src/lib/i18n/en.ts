/** English messages. The compiler holds them to the shape of the Japanese ones. */
import { agenda } from './en/agenda.ts';
import { background } from './en/background.ts';
import { board } from './en/board.ts';
import { call } from './en/call.ts';
import { check } from './en/check.ts';
import { common } from './en/common.ts';
import { control } from './en/control.ts';
import { help } from './en/help.ts';
import { kept } from './en/kept.ts';
import { keys } from './en/keys.ts';
import { problems } from './en/problems.ts';
import { record } from './en/record.ts';
import { setup } from './en/setup.ts';
import { summary } from './en/summary.ts';
import { transcript } from './en/transcript.ts';
import { waiting } from './en/waiting.ts';
import type { Messages } from './ja.ts';

export const en: Messages = {
  language: 'en',
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
