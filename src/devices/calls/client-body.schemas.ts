import { Buffer } from 'node:buffer';
import { z } from 'zod';
import { freeFormFault, isOrdinaryName, ordinary, type JsonObject } from '../../common/free-form.js';
import { isStorable } from '../../common/text.js';
import { signalsFault, type Signals } from '../identities/signals.js';

const infoBytesAtMost = 4_096;
const metadataAtMost = 50;

const object = z.record(z.string(), z.unknown(), 'must be an object');

/** A check of a member as a whole, as zod takes it. */
const faultless =
  (faultOf: (value: unknown) => string | null) => (value: unknown, context: z.core.$RefinementCtx) => {
    const message = faultOf(value);
    if (message !== null) context.addIssue({ code: 'custom', message });
  };

function infoFault(value: unknown): string | null {
  return (
    freeFormFault(value) ??
    (Buffer.byteLength(JSON.stringify(value)) > infoBytesAtMost
      ? `must have at most ${infoBytesAtMost} bytes as JSON`
      : null)
  );
}

function metadataFault(value: unknown): string | null {
  const entries = Object.entries(value as object) as [string, unknown][];
  if (entries.length > metadataAtMost) return `must have at most ${metadataAtMost} members`;
  if (entries.some(([name]) => name === '' || name.length > 100 || !isStorable(name)))
    return 'must have names of 1 to 100 characters, well-formed and without NUL';
  return entries.every(([, text]) => typeof text === 'string' && text.length <= 500 && isStorable(text))
    ? null
    : 'must hold text of at most 500 characters, well-formed and without NUL';
}

/** What a client says of its device: kept as it is. Names that mean something to JavaScript's objects are left out. */
export const deviceInfoSchema = object
  .superRefine(faultless(infoFault))
  .transform((value) => ordinary(value as JsonObject))
  .default({})
  .describe(
    'What the client says of its device, up to 4 kB as JSON; `user_agent` is read before the header.',
  );

/** By which a device is recognised. */
export const signalsSchema = object
  .superRefine(faultless(signalsFault))
  .transform((value): Signals => ordinary(value as JsonObject))
  .default({})
  .describe(
    'What the client can see of its machine: up to 100 members, text, numbers, booleans, null or flat lists of these, up to 8 kB as JSON.',
  );

/** Undefined where none came; null is none. */
export const metadataSchema = object
  .superRefine(faultless(metadataFault))
  .transform(
    (value) =>
      Object.fromEntries(Object.entries(value).filter(([name]) => isOrdinaryName(name))) as Record<
        string,
        string
      >,
  )
  .nullish()
  .transform((value) => value ?? undefined)
  .describe('Text by name: up to 50 members, names up to 100 characters, text up to 500.');
