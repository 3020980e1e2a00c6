import { pino, type Logger } from 'pino';
import { GatheredLines } from './gathered-lines.js';
import type { LogSink } from './log-sink.js';
import type { LogLevel } from '../config/configuration.js';

/** Structured lines of JSON. */
export type Log = Logger;

export type LineLevel = 'error' | 'info' | 'debug';

/** Writes the line of a request as the log would, at half its cost: every request pays for one. */
export type WriteLine = (level: LineLevel, members: object, message: string) => void;

/** How long a line may wait in the buffer of a quiet server. */
const flushEveryMs = 500;
const bufferedBytes = 8 * 1024;
/** How long an end waits for its last lines. */
const settledWithinMs = 1_000;
/** A reader that stands still costs lines, not the server's memory. */
const mostBufferedBytes = 16 * 1024 * 1024;

/**
 * Standard output, written in the background; lines of the last half second are lost when the process is killed outright. Where
 * nothing can be written (the disk is full, the reader went away) lines wait for it, and what is too much is lost: the server goes on.
 */
export const standardOutput = (): LogSink => {
  const stream = pino.destination({
    dest: 1,
    sync: false,
    minLength: bufferedBytes,
    maxLength: mostBufferedBytes,
    periodicFlush: flushEveryMs,
  });
  let isFailing = false;
  let isOver = false;
  stream.on('error', () => (isFailing = true));
  stream.on('write', () => (isFailing = false));
  return {
    write: (line) => void (isOver || stream.write(line)),
    // Tried in the background first: only so is it learnt that the reader went away.
    settled: () =>
      new Promise((resolve) => {
        setTimeout(resolve, settledWithinMs).unref();
        stream.flush(() => resolve());
      }),
    flushSync: () => {
      if (!isFailing) return stream.flushSync();
      // It would try for ever: what could not be written is lost with the process, which ends.
      isOver = true;
      stream.destroy();
    },
  };
};

interface MadeLog {
  readonly log: Log;
  readonly writeLine: WriteLine;
  readonly flush: () => void;
  readonly settled: () => Promise<void>;
}

/** A log of one line of JSON per event: `time` (RFC 3339), `level` (text), `message`, and the event's own members. */
export function makeLog(level: LogLevel, sink: () => LogSink = standardOutput): MadeLog {
  if (level === 'silent') {
    return {
      log: pino({ enabled: false }),
      writeLine: () => undefined,
      flush: () => undefined,
      settled: () => Promise.resolve(),
    };
  }
  const destination = new GatheredLines(sink());
  const time = timeMember();
  const log = pino(
    {
      level,
      base: null,
      messageKey: 'message',
      timestamp: time,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  );
  // Members are of our own making and plain; the native serialiser is faster than a walk over them.
  const writeLine: WriteLine = (lineLevel, members, message) => {
    if (!log.isLevelEnabled(lineLevel)) return;
    const own = JSON.stringify(members).slice(1, -1);
    destination.write(
      `{"level":"${lineLevel}"${time()}${own === '' ? '' : `,${own}`},"message":${JSON.stringify(message)}}\n`,
    );
  };
  return {
    log,
    writeLine,
    flush: () => destination.flushSync(),
    settled: () => destination.settled(),
  };
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
