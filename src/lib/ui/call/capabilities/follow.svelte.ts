/** Keeps the stage's view in step with who is there, what is shared, and who speaks. */
import { untrack } from 'svelte';
import type { CallScreenProps } from '../call-screen.ts';
import type { Capability } from '../capability.ts';
import { stageItems } from '../stage-view.ts';

/** A cough is no speech: the large picture changes only for who goes on for so long, in milliseconds. */
const SPEAKS_MS = 1_500;

export const follow =
  (props: CallScreenProps): Capability =>
  (screen) => {
    const items = $derived(stageItems(props.participants));
    $effect(() => {
      const keys = items.map(({ key }) => key);
      const shares = items
        .filter(({ source, participant }) => source === 'screen' && !participant.self)
        .map(({ key }) => key);
      untrack(() => screen.dispatch({ t: 'present', keys, shares }));
    });
    /** Somebody else, and only while the one who is large is silent. */
    const speaker = $derived.by(() => {
      const speakers = props.participants.filter(({ peer, self }) => !self && props.speaking.has(peer));
      return speakers.some(({ peer }) => peer === screen.view.spoke) ? undefined : speakers[0]?.peer;
    });
    $effect(() => {
      const key = speaker;
      if (key === undefined) return;
      const timer = setTimeout(() => screen.dispatch({ t: 'speaks', key }), SPEAKS_MS);
      return () => clearTimeout(timer);
    });
    return {};
  };
