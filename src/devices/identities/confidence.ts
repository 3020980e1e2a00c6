import { ADDRESS, weightOf } from './known-signals.js';

/** Name of a signal → digest of its value; signals whose value is not known are not there. */
export type ValueDigests = Readonly<Record<string, string>>;

/** From here on two sets of signals are of one machine. */
export const SAME_FROM = 0.7;

/** Weight below which signals that all match say too little: many machines have the same few. */
const enough = 12;
/** What it is worth that the client knows the identity. */
const named = 20;

/**
 * How sure it is, from 0 to 1, that two sets of signals come from one machine: the weight of those that match, divided by the
 * weight of all; one that only one side knows counts half. Knowing the identity adds to it, but neither that nor the address
 * says anything where nothing else matches. Compared with itself, a set says how much it tells.
 */
export function confidence(
  one: ValueDigests,
  other: ValueDigests,
  { isNamed = false }: { readonly isNamed?: boolean } = {},
): number {
  let matching = 0;
  let all = 0;
  let matches = false;
  for (const name of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const isShared = Object.hasOwn(one, name) && Object.hasOwn(other, name);
    const weight = weightOf(name);
    all += isShared ? weight : weight / 2;
    if (!isShared || one[name] !== other[name]) continue;
    matching += weight;
    matches ||= name !== ADDRESS;
  }
  if (!matches) return 0;
  const extra = isNamed ? named : 0;
  return (matching + extra) / (Math.max(all, enough) + extra);
}

/** As rows and answers hold it. Never rounded up. */
export const thousandths = (value: number): number => Math.floor(value * 1000);
