import { writeInstant } from './instants.js';

/** A time zone in which instants are written. */
export interface Zone {
  readonly name: string;
  /** RFC 3339 with the zone's offset at that instant. */
  write(ms: number): string;
}

export const utc: Zone = { name: 'UTC', write: (ms) => writeInstant(ms, 0) };

/** Zones in use; names come from outside in any case, so the number is bounded. */
const known = new Map<string, Zone>([['UTC', utc]]);
const knownAtMost = 1000;

/** The zone of an IANA name, or null when there is none such. Offsets such as +02:00 are no zones. */
export function zoneOf(name: string): Zone | null {
  const held = known.get(name);
  if (held !== undefined) return held;
  if (!/^[A-Za-z][A-Za-z0-9_+\-/]{0,63}$/.test(name)) return null;
  const zone = makeZone(name);
  if (zone === null) return null;
  if (known.size >= knownAtMost) known.clear();
  known.set(name, zone);
  return zone;
}

function makeZone(name: string): Zone | null {
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
    return { name, write: (ms) => writeInstant(ms, offsetIn(format.format(ms))) };
  } catch {
    return null;
  }
}

/** Minutes of the offset at the end of text such as `1/1/2030, GMT+01:00`; seconds, which RFC 3339 cannot write, are cut off. */
function offsetIn(text: string): number {
  const match = /GMT(?:([+-])(\d{2}):(\d{2}))?/.exec(text);
  const [, sign, hours, minutes] = match ?? [];
  if (sign === undefined) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}
