import { z } from 'zod';
import { freeFormMemberFault, ordinary, type JsonObject } from './free-form.js';

/** An object whose members the client chooses: at most 8,000 characters as JSON, 16 deep. Names that mean something to JavaScript's objects are left out. */
export const freeFormObjectSchema = z
  .record(z.string(), z.unknown(), 'must be an object')
  .superRefine((value, context) => {
    const fault = freeFormMemberFault(value);
    if (fault !== null) context.addIssue({ code: 'custom', message: fault });
  })
  .transform((value) => ordinary(value as JsonObject));
