/**
 * One line for each transition of the process, for people or, with LOG_FORMAT=json, for programs. Counts only: no name, address, room, token
 * or path ever goes in.
 */

export type LogFormat = 'text' | 'json';
export type LogEvent = 'listening' | 'operator' | 'no-client' | 'draining' | 'stopping' | 'ended' | 'refused' | 'fault';
export type Log = (event: LogEvent, message: string, figures?: Readonly<Record<string, number>>) => void;

const FAULTS: ReadonlySet<LogEvent> = new Set(['refused', 'fault']);

export const formatOf = (text: string | undefined): LogFormat => (text === 'json' ? 'json' : 'text');

/** `write` takes one line without its end. */
export function createLog(format: LogFormat, write: (line: string) => void, now: () => number): Log {
  return (event, message, figures = {}) => {
    if (format === 'text') return write(`relay: ${message}`);
    const level = FAULTS.has(event) ? 'error' : 'info';
    write(JSON.stringify({ time: new Date(now()).toISOString(), level, event, message, ...figures }));
  };
}
