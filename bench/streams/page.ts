/**
 * The limit's page: the bare mesh of bench/mesh, its pictures in tiles of the size that our call screen gives them, each sent with the
 * encoding that it is told.
 */
import { join } from '../mesh/contestants/bare.ts';
import type { BareOptions } from './bare-options.ts';

declare global {
  interface Window {
    bare: { join(options: BareOptions): Promise<void>; tune(options: BareOptions): Promise<void> };
  }
}

function show(stream: MediaStream, { width, height }: BareOptions['tile']): void {
  const video = document.createElement('video');
  Object.assign(video, { muted: true, autoplay: true, srcObject: stream, width, height });
  video.style.objectFit = 'cover';
  document.body.append(video);
}

window.bare = {
  async join({ room, self, tile }) {
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: true,
      video: { width: 1280, height: 720, frameRate: 30 },
    });
    show(stream, tile);
    const shown = new Set<string>();
    await join({
      origin: location.origin,
      ...{ room, self, stream },
      onStream(peer, remote) {
        if (!shown.has(peer)) show(remote, tile);
        shown.add(peer);
      },
    });
  },
  async tune({ encoding, codec }) {
    if (!encoding) return;
    for (const { connection } of window.rtcWatch) {
      const sender = connection.getSenders().find(({ track }) => track?.kind === 'video');
      const parameters = sender?.getParameters();
      if (!sender || !parameters) continue;
      const wanted = parameters.codecs.find(({ mimeType }) => mimeType === codec);
      // TypeScript's DOM library does not know the codec of an encoding yet (WebRTC extensions, section 5.9).
      for (const one of parameters.encodings) Object.assign(one, encoding, wanted && { codec: wanted });
      await sender.setParameters(parameters);
    }
  },
};
