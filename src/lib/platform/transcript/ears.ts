/**
 * Taps sounds for a transcript: one audio graph at 16 kHz (in browsers that take a track at its own rate only, at theirs), a worklet
 * for each track. In Chromium a track from another browser gives silence until an `<audio>` element plays it as well, as the call does.
 */
import * as v from 'valibot';
import type { Listen } from '../../core/transcript/ports.ts';
import { parse } from '../../wire/ids.ts';
import { keepAwake } from '../media/keep-awake.ts';
import tapUrl from './tap.worklet.js?url&no-inline';

/** What speech recognition is made for. */
const SPEECH_HZ = 16_000;

const TapMessage = v.object({
  samples: v.custom<Float32Array<ArrayBuffer>>((value) => value instanceof Float32Array),
  at: v.number(),
});

export interface Ears {
  readonly listen: Listen;
  end(): void;
}

export function openEars(): Ears {
  let graph: { readonly context: AudioContext; readonly ready: Promise<void>; readonly sleep: () => void } | undefined;

  const open = (options: AudioContextOptions): NonNullable<typeof graph> => {
    const context = new AudioContext(options);
    return { context, ready: context.audioWorklet.addModule(tapUrl), sleep: keepAwake(context) };
  };
  const close = (): void => {
    graph?.sleep();
    graph?.context.close().catch(() => undefined);
    graph = undefined;
  };

  /** The source, and the graph that takes it. */
  function begin(track: MediaStreamTrack) {
    const stream = new MediaStream([track]);
    graph ??= open({ sampleRate: SPEECH_HZ });
    try {
      return { graph, source: graph.context.createMediaStreamSource(stream) };
    } catch {
      // Firefox: a track has the rate of its device. No tap of the other rate was made then.
      close();
      graph = open({});
      return { graph, source: graph.context.createMediaStreamSource(stream) };
    }
  }

  return {
    listen(track, heard) {
      const { graph: mine, source } = begin(track);
      const { context } = mine;
      let node: AudioWorkletNode | undefined;
      let ended = false;
      mine.ready.then(
        () => {
          if (ended) return;
          node = new AudioWorkletNode(context, 'tap', {
            numberOfInputs: 1,
            numberOfOutputs: 0,
            channelCount: 1,
            channelCountMode: 'explicit',
          });
          node.port.onmessage = ({ data }) => {
            const message = parse(TapMessage, data);
            if (!message || ended) return;
            // Both clocks are read together: a page that was busy meanwhile does not shift the time.
            const agoMs = (context.currentTime - message.at) * 1000;
            heard({ samples: message.samples, rate: context.sampleRate, at: Date.now() - agoMs });
          };
          source.connect(node);
        },
        () => undefined, // the graph was closed before
      );
      return () => {
        ended = true;
        source.disconnect();
        if (node) {
          node.port.onmessage = null;
          node.port.postMessage('over');
          node.port.close();
        }
      };
    },
    end: close,
  };
}
