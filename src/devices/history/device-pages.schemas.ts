import { z } from 'zod';
import { shownDeviceSchema } from '../shown-device.schemas.js';
import { numberedListOf, numberedPageQuery } from './numbered-page.js';

export const devicePageQuerySchema = z.object(numberedPageQuery);
export const devicePageSchema = numberedListOf(shownDeviceSchema);

/** Ids that are no ids are of nobody, like any other that is not there. */
export const ofIdentitySchema = z.object({ identity: z.string() });
export const ofUserSchema = z.object({ user: z.string().describe('The merchant’s user id.') });
