/** The transcript of a call: the host's browser writes it and tells the others; everybody may have captions. Joins core/transcript to the browser. */
import type { TranscriptLinks } from '../core/call/transcript-links.ts';
import { captionText } from '../core/call/transcript-links.ts';
import type { Participant } from '../core/call/participant.ts';
import type { Visit } from '../core/call/visit.ts';
import { cell, type Cell } from '../core/cell.ts';
import type { Clock, Random } from '../core/clock.ts';
import type { Agenda } from '../core/documents/agenda.ts';
import type { AgendaContent } from '../core/documents/agenda-document.ts';
import { isForPanel, type Keepsake } from '../core/record/keepsake.ts';
import type { Scope } from '../core/scope.ts';
import { createSummaryDesk, type SummaryDesk } from '../core/summary/desk.ts';
import { createCaptions, type ShownCaption } from '../core/transcript/captions.ts';
import { createScribe, type Scribe } from '../core/transcript/scribe.ts';
import { createTranscriptSwitch, type TranscriptSwitch } from '../core/transcript/transcript-switch.ts';
import { openTextWriter, type TextWriter } from './text-writer.ts';
import { openEars } from '../platform/transcript/ears.ts';
import { speechModel } from '../platform/transcript/models.ts';

/** How often what is being said is sent to whoever wants captions, in milliseconds. */
const CAPTION_PACE_MS = 400;

export interface CallTranscript {
  /** What is said is being written down: everybody is shown this (T2). */
  readonly on: Cell<boolean>;
  readonly captions: Cell<readonly ShownCaption[]>;
  readonly captionsWanted: Cell<boolean>;
  wantCaptions(wanted: boolean): void;
  /** Host only. */
  readonly scribe: Scribe | undefined;
  readonly toggle: TranscriptSwitch | undefined;
  /** Host only: what the talk comes to. */
  readonly summary: SummaryDesk | undefined;
  /** Host only: summaries by a language model. */
  readonly writer: TextWriter | undefined;
  /** Host only: the agenda as it stands, or stood at the end. */
  readonly agenda: Cell<AgendaContent | undefined>;
  /** What is taken home, with what was written and changed since the call ended. */
  asItStands(keepsake: Keepsake): Keepsake;
  /** Gives back the space that this browser keeps for models. False while one is in use. */
  freeModels(): Promise<boolean>;
}

export function openTranscript(deps: {
  readonly scope: Scope;
  readonly clock: Clock;
  readonly random: Random;
  readonly links: TranscriptLinks;
  readonly participants: Cell<readonly Participant[]>;
  readonly ownSound: Cell<MediaStreamTrack | undefined>;
  readonly isHost: boolean;
  /** Of the interview. */
  readonly language: string;
  readonly agenda: Cell<Agenda | undefined>;
  readonly visit: Visit;
}): CallTranscript {
  const { scope, clock, links } = deps;
  const captions = createCaptions(clock);
  scope.own(() => captions.end());
  const captionsWanted = cell(false);

  function openScribe(): Scribe {
    const ears = openEars();
    const scribe = createScribe({
      ...{ clock, random: deps.random, participants: deps.participants, ownSound: deps.ownSound, listen: ears.listen },
      findModel: () => speechModel(deps.language),
      // Loaded when it is first wanted: nobody else needs it.
      openEngine: async (...given) => (await import('../platform/transcript/engine.ts')).openVosk(...given),
    });
    scope.own(scribe.state.subscribe(({ t }) => links.announce(t === 'preparing' || t === 'on')));
    scope.own(
      scribe.written.on(({ speaker, text }) => {
        const caption = { speaker, text: captionText(text), final: true };
        if (text === '') return;
        captions.take(caption);
        links.caption(caption);
      }),
    );
    let sent: readonly { speaker: string; text: string }[] = [];
    scope.every(CAPTION_PACE_MS, () => {
      const now = scribe.partials.get();
      for (const { speaker, text } of now) {
        if (sent.some((one) => one.speaker === speaker && one.text === text)) continue;
        const caption = { speaker, text: captionText(text), final: false };
        captions.take(caption);
        links.caption(caption);
      }
      sent = now;
    });
    scope.own(() => {
      scribe.end(); // the last words are written without any more sound
      ears.end();
    });
    return scribe;
  }
  const scribe = deps.isHost ? openScribe() : undefined;
  // What it held last stays when the call is over.
  const agenda = cell<AgendaContent | undefined>(undefined);
  scope.own(deps.agenda.subscribe((opened) => void (opened && scope.own(opened.content.subscribe(agenda.set)))));
  const toggle =
    scribe &&
    createTranscriptSwitch({
      ...{ scope, scribe, agenda },
      declined: {
        get: () => deps.visit.stored().untranscribed === true,
        set: (untranscribed) => deps.visit.keep({ untranscribed }),
      },
    });
  scope.own(links.captions.on((caption) => captions.take(caption)));
  scope.own(links.on.subscribe((on) => void (on || captions.clear())));

  const summary = scribe && createSummaryDesk({ clock, lines: scribe.lines, agenda });

  return {
    on: links.on,
    captions: captions.shown,
    captionsWanted,
    wantCaptions(wanted) {
      captionsWanted.set(wanted);
      links.want(wanted);
    },
    scribe,
    toggle,
    summary,
    writer: summary && openTextWriter({ clock, desk: summary, agenda }),
    agenda,
    asItStands(keepsake) {
      const transcript = scribe?.lines.get() ?? [];
      if (!summary || transcript.length === 0 || !isForPanel(keepsake)) return keepsake;
      return { ...keepsake, record: { ...keepsake.record, transcript, summary: summary.changes.get() } };
    },
    async freeModels() {
      if (scribe && scribe.state.get().t !== 'off') return false;
      await (await import('../platform/summary/text-engine.ts')).freeTextModels();
      return (await import('../platform/transcript/engine.ts')).freeModels();
    },
  };
}
