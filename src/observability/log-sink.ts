import type { DestinationStream } from 'pino';

/** Where lines go; `flush` writes what is still buffered, at once. */
export interface LogSink extends DestinationStream {
  flushSync?(): void;
}
