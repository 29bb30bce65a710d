/** 文字起こし and 字幕 in the call: the mark for everybody, the host's panel, captions for whoever wants them (T1-T4). */
import Captions from '@lucide/svelte/icons/captions';
import CaptionsOff from '@lucide/svelte/icons/captions-off';
import ScrollText from '@lucide/svelte/icons/scroll-text';
import { fromStore } from 'svelte/store';
import { useLanguage } from '$lib/app/language.svelte.ts';
import type { CallTranscript } from '$lib/app/transcript.ts';
import type { Cell } from '$lib/core/cell.ts';
import type { Participant } from '$lib/core/call/participant.ts';
import type { Scribe } from '$lib/core/transcript/scribe.ts';
import type { TranscriptSwitch } from '$lib/core/transcript/transcript-switch.ts';
import { summaryOf } from './summary.svelte.ts';
import { mounted, type BarItem, type Capability } from '../call/capability.ts';
import CaptionBand from '../transcript/CaptionBand.svelte';
import type { TranscriptView } from '../transcript/transcript.ts';
import TranscriptMark from '../transcript/TranscriptMark.svelte';
import TranscriptPanel from '../transcript/TranscriptPanel.svelte';

/** The host's view of what is being written, as runes. */
function viewOf(
  scribe: Scribe,
  toggle: TranscriptSwitch,
  participants: { readonly current: readonly Participant[] },
): () => TranscriptView {
  const state = fromStore(scribe.state);
  const allowed = fromStore(toggle.allowed);
  const lines = fromStore(scribe.lines);
  const partials = fromStore(scribe.partials);
  const waiting = fromStore(scribe.waiting);
  const leftOut = fromStore(scribe.leftOut);
  const nameOf = (peer: string): string => participants.current.find((one) => one.peer === peer)?.name ?? '';
  const view = $derived<TranscriptView>({
    state: state.current,
    allowed: allowed.current,
    lines: lines.current,
    partials: partials.current.map((one) => ({ ...one, name: nameOf(one.speaker) })),
    speakers: participants.current.map(({ peer, name, self }) => ({
      ...{ peer, name, self },
      leftOut: leftOut.current.has(peer),
      waitingMs: waiting.current.get(peer) ?? 0,
    })),
    waitingMs: [...waiting.current.values()].reduce((sum, ms) => sum + ms, 0),
  });
  return () => view;
}

export const transcript =
  (call: CallTranscript, everybody: Cell<readonly Participant[]>): Capability =>
  (screen) => {
    const language = useLanguage();
    const participants = fromStore(everybody);
    const on = fromStore(call.on);
    const captions = fromStore(call.captions);
    const wanted = fromStore(call.captionsWanted);
    const { scribe, toggle } = call;
    const view = scribe && toggle && viewOf(scribe, toggle, participants);
    const summary = summaryOf(call);
    const mark = mounted(TranscriptMark, {});
    const named = $derived(
      captions.current.map(({ speaker, text }) => {
        const name = participants.current.find(({ peer }) => peer === speaker)?.name ?? '';
        return { speaker, name, text };
      }),
    );
    const band = mounted(CaptionBand, {
      get captions() {
        return named;
      },
    });
    const panel =
      scribe &&
      view &&
      summary &&
      mounted(TranscriptPanel, {
        get view() {
          return view();
        },
        get summary() {
          return summary.view;
        },
        summaryActions: summary.actions,
        oncorrect: (line, text) => scribe.correct(line, text),
        onstart: () => toggle?.start(),
        onstop: () => toggle?.stop(),
        onagenda: () => screen.show('agenda'),
        onleaveout: (peer, out) => scribe.setLeftOut(peer, out),
        onfree: () => call.freeModels(),
        onclose: () => screen.show(undefined),
      });
    return {
      get bar(): BarItem[] {
        const t = language.t.transcript;
        const button: BarItem = {
          id: 'transcript',
          label: t.label,
          icon: ScrollText,
          pressed: screen.panel === 'transcript',
          run: () => screen.toggle('transcript'),
        };
        const captionButton: BarItem = {
          id: 'captions',
          label: t.captions,
          icon: wanted.current ? Captions : CaptionsOff,
          pressed: wanted.current,
          hint: on.current ? t.captionsHint : t.captionsOff,
          run: () => call.wantCaptions(!wanted.current),
        };
        return [...(panel ? [button] : []), captionButton];
      },
      ...(panel && { panels: { transcript: panel } }),
      get header() {
        return on.current ? [mark] : [];
      },
      get faces() {
        return wanted.current && named.length > 0 ? [band] : [];
      },
    };
  };
