import { z } from 'zod';

/** Ids that are no ids name no device: they answer 404 like any other. */
export const listenParametersSchema = z.object({ device: z.string() });

export const eventStreamSchema = z
  .string()
  .describe(
    'Server-sent events. `data: {"action":"logout"}` is the only event; lines that begin with a colon show that the stream lives.',
  );
