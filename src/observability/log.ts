import { pino, type DestinationStream, type Logger } from 'pino';
import type { LogLevel } from '../config/configuration.js';

/** Structured lines of JSON. */
export type Log = Logger;

/** Where lines go; `flush` writes what is still buffered, at once. */
export interface LogSink extends DestinationStream {
  flushSync?(): void;
}

/** How long a line may wait in the buffer of a quiet server. */
const flushEveryMs = 500;
const bufferedBytes = 8 * 1024;
/** A reader that stands still costs lines, not the server's memory. */
const mostBufferedBytes = 16 * 1024 * 1024;

/** Standard output, written in the background; lines of the last half second are lost when the process is killed outright. */
export const standardOutput = (): LogSink =>
  pino.destination({
    dest: 1,
    sync: false,
    minLength: bufferedBytes,
    maxLength: mostBufferedBytes,
    periodicFlush: flushEveryMs,
  });

/** A log of one line of JSON per event: `time` (RFC 3339), `level` (text), `message`, and the event's own members. */
export function makeLog(
  level: LogLevel,
  sink: () => LogSink = standardOutput,
): { log: Log; flush: () => void } {
  if (level === 'silent') return { log: pino({ enabled: false }), flush: () => undefined };
  const destination = sink();
  const log = pino(
    {
      level,
      base: null,
      messageKey: 'message',
      timestamp: timeMember(),
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  );
  return { log, flush: () => destination.flushSync?.() };
}

/** RFC 3339 as pino wants it; under load many lines share a millisecond, and writing it out costs more than the rest of a line. */
function timeMember(): () => string {
  let writtenAt = Number.NaN;
  let text = '';
  return () => {
    const now = Date.now();
    if (now !== writtenAt) {
      writtenAt = now;
      text = `,"time":"${new Date(now).toISOString()}"`;
    }
    return text;
  };
}
