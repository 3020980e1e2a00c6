import { z } from 'zod';

const state = z.enum(['up', 'down']);

export const liveAnswer = z.object({ status: z.literal('ok') });

export const readyAnswer = z.object({
  status: z.literal('ok'),
  checks: z.object({ database: state, migrations: state }),
});
