/**
 * What one is told when a device goes or does not come during the call (W3, W10): which, what the others notice, and what can be done with
 * one press. What failed before the call was said in the waiting room.
 */
import { onDestroy } from 'svelte';
import { fromStore } from 'svelte/store';
import { createCallNotices } from '$lib/app/call-notices.svelte.ts';
import { useLanguage } from '$lib/app/language.svelte.ts';
import { devicesOf, otherDevice } from '../../../core/media/devices.ts';
import type { LocalMedia } from '../../../core/media/local-media.ts';
import type { MediaKind } from '../../../core/media/ports.ts';
import type { BrowserFamily } from '../../../i18n/browser.ts';
import { ownBrowserFamily } from '../../parts/own-browser.ts';
import type { Capability } from '../capability.ts';
import type { CallNotice } from '../notices.ts';

export type TroubledMedia = Pick<
  LocalMedia,
  'absent' | 'camera' | 'devices' | 'forgetAbsent' | 'microphone' | 'returned' | 'speaker' | 'useForNow'
> &
  Pick<LocalMedia, 'setCamera' | 'setMicrophone'>;

export const deviceTroubles =
  (media: TroubledMedia, browser: BrowserFamily = ownBrowserFamily()): Capability =>
  () => {
    const language = useLanguage();
    const t = $derived(language.t.call.devices);
    const lists = fromStore(media.devices);
    const speaker = fromStore(media.speaker);
    const told = createCallNotices<'device-returned'>();
    onDestroy(media.returned.on(({ device }) => told.show('device-returned', t.returned(device.label))));
    const joined = (...sentences: string[]): string => sentences.join(language.current === 'ja' ? '' : ' ');

    const troubles = (kind: MediaKind): (() => readonly CallNotice[]) => {
      const source = fromStore(media[kind]);
      const absent = fromStore(media.absent[kind]);
      /** The failure that was known before, or was dismissed: another one is told again. */
      let seen = $state.raw<unknown>(media[kind].get());
      const retry = (): void => void (kind === 'camera' ? media.setCamera(true) : media.setMicrophone(true));
      const use = (id: string, label: string): CallNotice['action'] => ({
        label: t.use(label),
        run: () => void media.useForNow(kind, id),
      });
      const failure = (): CallNotice | undefined => {
        const state = source.current;
        if (state.t !== 'failed' || state === seen) return undefined;
        const notice = { id: kind, kind, tone: 'warn' as const, dismiss: () => (seen = state) };
        if (state.device && state.fault.endsWith('-lost')) {
          const text = t.lost[kind](state.device.label);
          const other = otherDevice(devicesOf(lists.current, kind), state.device);
          return other
            ? { ...notice, text, action: use(other.id, other.label) }
            : { ...notice, text: joined(text, t.comesBack) };
        }
        const { title, next } = language.t.problems.codes[state.fault];
        const help = state.fault.endsWith('-denied') ? language.t.problems.permission[browser] : next;
        const text = joined(t.sentence(title), help);
        return { ...notice, text, action: { label: language.t.common.retry, run: retry } };
      };
      const offer = (): CallNotice | undefined => {
        const away = absent.current;
        if (!away?.back || source.current.t !== 'live') return undefined;
        const { id, label } = away.device;
        const notice = { id: `${kind}-back`, kind: `${kind}-back`, text: t.back(label), action: use(id, label) };
        return { ...notice, dismiss: () => media.forgetAbsent(kind) };
      };
      return () => [failure(), offer()].filter((notice) => notice !== undefined);
    };
    const camera = troubles('camera');
    const microphone = troubles('microphone');

    let seenSpeaker = $state.raw(media.speaker.get());
    let missed = media.speaker.get().missing;
    onDestroy(
      media.speaker.subscribe(({ id, missing }) => {
        if (missed && missed.id === id) told.show('device-returned', t.speakerReturned(missed.label));
        missed = missing;
      }),
    );
    const silent = (): readonly CallNotice[] => {
      const { missing } = speaker.current;
      if (!missing || speaker.current === seenSpeaker) return [];
      const dismiss = (): void => void (seenSpeaker = speaker.current);
      return [{ id: 'speaker', kind: 'speaker', tone: 'warn', text: t.speakerLost(missing.label), dismiss }];
    };
    return {
      get notices() {
        const passing = told.shown.map((notice) => ({ ...notice, dismiss: () => told.dismiss([notice.id]) }));
        return [...passing, ...silent(), ...camera(), ...microphone()];
      },
    };
  };
