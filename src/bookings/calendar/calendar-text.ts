/** Octets of a content line at most, its end not counted (RFC 5545, section 3.1). */
const octetsAtMost = 75;

const lineEnds = /\r\n|[\r\n\v\f\u0085\u2028\u2029]/g;

const controls = /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f]/g;

/** Text from outside as a value may hold it: whatever any reader takes for the end of a line is `\n`, and other control characters are gone. Not escaped yet. */
export const calendarText = (text: string): string => text.replace(lineEnds, '\n').replace(controls, '');

/** As `calendarText`, escaped for a value of type TEXT (RFC 5545, section 3.3.11). */
export const escapedText = (text: string): string =>
  calendarText(text)
    .replace(/[\\;,]/g, (sign) => `\\${sign}`)
    .replace(/\n/g, '\\n');

/** Content lines, each ended by CRLF, cut where they are too long: never within a character. */
export const foldedLines = (text: string): string =>
  text
    .split('\r\n')
    .map((line) => (line.length * 3 <= octetsAtMost ? line : foldedLine(line)))
    .join('\r\n');

function foldedLine(line: string): string {
  const octets = Buffer.from(line);
  const pieces: string[] = [];
  for (let at = 0; at < octets.length;) {
    // The blank that a continuation begins with counts.
    let end = Math.min(at + octetsAtMost - (at === 0 ? 0 : 1), octets.length);
    while (isContinuation(octets[end])) end -= 1;
    pieces.push(octets.toString('utf8', at, end));
    at = end;
  }
  return pieces.join('\r\n ');
}

/** Is this octet one of a character that began before it? */
const isContinuation = (octet: number | undefined): boolean =>
  octet !== undefined && (octet & 0b1100_0000) === 0b1000_0000;
