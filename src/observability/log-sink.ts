import type { DestinationStream } from 'pino';

/** Where lines go; `flushSync` writes what is still buffered, at once; `settled` when it is written or cannot be. */
export interface LogSink extends DestinationStream {
  flushSync?(): void;
  settled?(): Promise<void>;
}
