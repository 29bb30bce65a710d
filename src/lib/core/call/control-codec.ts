/** Control messages as text: size first, then the schema; what is neither is undefined. */
import { jsonOf } from '../../wire/bytes.ts';
import { CONTROL_MAX_BYTES, ControlMessage } from '../../wire/control.ts';
import { parse } from '../../wire/ids.ts';

export const encodeControl = (message: ControlMessage): string => JSON.stringify(message);

export function parseControl(data: string | ArrayBuffer): ControlMessage | undefined {
  if (typeof data !== 'string' || data.length > CONTROL_MAX_BYTES) return undefined;
  return parse(ControlMessage, jsonOf(data));
}
