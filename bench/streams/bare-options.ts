/** What a page of the bare mesh is told. */
export interface BareOptions {
  readonly room: string;
  readonly self: string;
  /** CSS pixels. */
  readonly tile: { readonly width: number; readonly height: number };
  /** Of each picture; undefined: as the browser likes. */
  readonly encoding: RTCRtpEncodingParameters | undefined;
  /** E.g. video/VP8; undefined: as the browser likes. */
  readonly codec: string | undefined;
}
