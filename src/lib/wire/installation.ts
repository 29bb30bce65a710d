/** What `GET /api/installation` tells: where this installation is reached, for the help page. Nothing in it is secret. */
import * as v from 'valibot';

const Host = v.pipe(v.string(), v.minLength(1), v.maxLength(255));
const Port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535));
const TURN_MAX = 12;

/** udp, tcp and tls are TURN servers by how they are reached; stun only tells a browser its address. */
export const Installation = v.strictObject({
  page: v.strictObject({ host: Host, port: Port, secure: v.boolean() }),
  servers: v.pipe(
    v.array(v.strictObject({ host: Host, port: Port, kind: v.picklist(['udp', 'tcp', 'tls', 'stun']) })),
    v.maxLength(TURN_MAX),
  ),
});
export type Installation = v.InferOutput<typeof Installation>;
