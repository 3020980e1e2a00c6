import { StringDecoder } from 'node:string_decoder';
import type { Readable } from 'node:stream';

/** A line that never ends is passed on in parts of this many characters. */
const longestLine = 1024 * 1024;

/**
 * Passes on what a worker prints, whole lines at a time: several processes that write to one pipe would tear each other's
 * lines. What stands without a line break when the stream ends is passed on with one.
 */
export function passOnLines(from: Readable, write: (lines: string) => void): void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  from.on('data', (bytes: Buffer) => {
    const text = rest + decoder.write(bytes);
    const end = text.length > longestLine ? text.length : text.lastIndexOf('\n') + 1;
    rest = text.slice(end);
    if (end > 0) write(text.slice(0, end));
  });
  from.on('end', () => {
    const text = rest + decoder.end();
    if (text !== '') write(`${text}\n`);
  });
}
