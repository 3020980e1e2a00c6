import type { LogSink } from './log-sink.js';

/**
 * Hands the lines of one turn of the event loop on together: the stream behind measures all that it holds at every
 * write, so that a write for each line costs more than the line.
 */
export class GatheredLines implements LogSink {
  private lines = '';
  private handingOver = false;

  constructor(private readonly destination: LogSink) {}

  write(line: string): void {
    this.lines += line;
    if (this.handingOver) return;
    this.handingOver = true;
    setImmediate(() => this.handOver());
  }

  flushSync(): void {
    this.handOver();
    this.destination.flushSync?.();
  }

  async settled(): Promise<void> {
    this.handOver();
    await this.destination.settled?.();
  }

  private handOver(): void {
    this.handingOver = false;
    if (this.lines === '') return;
    const { lines } = this;
    this.lines = '';
    this.destination.write(lines);
  }
}
