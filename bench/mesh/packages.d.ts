/** The part of simple-peer 9.11 that the benchmark uses; the package brings no types. */
declare module 'simple-peer/simplepeer.min.js' {
  export default class SimplePeer {
    constructor(options: { initiator: boolean; stream: MediaStream; trickle: boolean; config: RTCConfiguration });
    on(event: 'signal', run: (signal: unknown) => void): void;
    on(event: 'stream', run: (stream: MediaStream) => void): void;
    signal(signal: unknown): void;
  }
}
