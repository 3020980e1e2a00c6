import type { LogSink } from '../../src/observability/log-sink.js';

export type LogLine = Readonly<Record<string, unknown>>;

/** Takes the place of standard output, and keeps every byte. */
export class LogCapture {
  text = '';

  readonly sink = (): LogSink => ({
    write: (line: string) => {
      this.text += line;
    },
  });

  /** Every line as JSON; throws where one is none. */
  get lines(): LogLine[] {
    return this.text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as LogLine);
  }

  /** The lines of one request; waits until its answer is out and written down. */
  async linesOf(requestId: string | null): Promise<LogLine[]> {
    for (let waited = 0; waited < 10_000; waited += 10) {
      const found = this.lines.filter((line) => line['request_id'] === requestId);
      if (found.length > 0) return found;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return [];
  }
}
