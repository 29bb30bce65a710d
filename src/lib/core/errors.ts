/**
 * Failures that a person can be told of. `code` is stable and becomes text, with a next step, in i18n; nothing here is shown.
 * Outcomes that are expected (refused, full, expired) are values, not errors.
 */
export type FaultCode =
  | 'insecure-context' // no crypto.subtle, no mediaDevices: http on an address other than localhost
  | 'unsupported-browser'
  | 'link-damaged'
  | 'link-altered'
  | 'relay-unreachable'
  | 'organizer-key'
  | 'bad-window'
  | 'sign-failed'
  | 'camera-denied'
  | 'camera-missing'
  | 'camera-busy'
  | 'camera-lost' // it went while it was in use
  | 'microphone-denied'
  | 'microphone-missing'
  | 'microphone-busy'
  | 'microphone-lost'
  | 'internal';

export class Fault extends Error {
  readonly code: FaultCode;
  constructor(code: FaultCode, options?: ErrorOptions) {
    super(code, options);
    this.code = code;
  }
}
