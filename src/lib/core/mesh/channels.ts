/**
 * The four negotiated data channels of every connection (wire/control.ts), with their size limits. What is too large, or
 * neither text nor bytes, is not given on.
 */
import { Channels, CONTROL_MAX_BYTES, type ChannelName } from '../../wire/control.ts';
import { utf8 } from '../../wire/bytes.ts';
import type { ChannelPort, ConnectionPort } from './connection-port.ts';

/** Largest message of each channel, in bytes, in both directions. 256 KB is what every browser takes in one message. */
export const CHANNEL_MAX_BYTES: Readonly<Record<ChannelName, number>> = {
  control: CONTROL_MAX_BYTES,
  sync: 256 * 1024,
  bulk: 64 * 1024,
  live: 16 * 1024,
};
export const CHANNEL_NAMES: readonly ChannelName[] = ['control', 'sync', 'bulk', 'live'];
/** Below this, in bytes, a channel asks for more. */
const LOW_BYTES = 64 * 1024;

export type ChannelData = string | ArrayBuffer;

export interface ChannelHandlers {
  open(channel: ChannelName): void;
  close(channel: ChannelName): void;
  message(channel: ChannelName, data: ChannelData): void;
  low(channel: ChannelName): void;
  /** A message that is too large, or of no known type. */
  dropped(): void;
}

export function openChannels(
  port: ConnectionPort,
  handlers: ChannelHandlers,
): Readonly<Record<ChannelName, ChannelPort>> {
  const open = (name: ChannelName): ChannelPort => {
    const channel = port.createDataChannel(name, { ...Channels[name], negotiated: true });
    channel.binaryType = 'arraybuffer';
    channel.bufferedAmountLowThreshold = LOW_BYTES;
    channel.addEventListener('open', () => handlers.open(name));
    channel.addEventListener('close', () => handlers.close(name));
    channel.addEventListener('bufferedamountlow', () => handlers.low(name));
    channel.addEventListener('message', ({ data }) => {
      const known = typeof data === 'string' || data instanceof ArrayBuffer;
      if (known && fits(name, data)) handlers.message(name, data);
      else handlers.dropped();
    });
    return channel;
  };
  return { control: open('control'), sync: open('sync'), bulk: open('bulk'), live: open('live') };
}

/** Whether `data` is within the channel's limit. */
export function fits(channel: ChannelName, data: ChannelData): boolean {
  const max = CHANNEL_MAX_BYTES[channel];
  if (typeof data !== 'string') return data.byteLength <= max;
  // A UTF-16 unit is one to three bytes: the encoder is asked only where the answer is open.
  return data.length <= max && (data.length * 3 <= max || utf8(data).length <= max);
}

/** Sends; false where the channel is not open, the data too large, or the browser's own buffer full. */
export function sendOn(channel: ChannelPort, name: ChannelName, data: ChannelData): boolean {
  if (channel.readyState !== 'open' || !fits(name, data)) return false;
  try {
    channel.send(data);
    return true;
  } catch {
    return false;
  }
}
