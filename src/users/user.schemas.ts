import { z } from 'zod';
import { listOf, pageQuery } from '../common/page.js';
import { storableText } from '../common/text.js';
import { longestExternalId } from './external-id.js';
import { profileFault, type MappableMember } from './profile-members.js';
import { userOrder } from './user-list.js';

const member = (name: MappableMember) =>
  z
    .string('must be text or null')
    .superRefine((text, context) => {
      const fault = profileFault(name, text);
      if (fault !== null) context.addIssue({ code: 'custom', message: fault });
    })
    .nullable()
    .optional();

/** `PUT /v2/me`: what is named changes, null takes a value away. */
export const profileChangesSchema = z.strictObject({
  email: member('email'),
  name: member('name'),
  first_name: member('first_name'),
  last_name: member('last_name'),
  phone: member('phone'),
  timezone: member('timezone'),
  locale: member('locale'),
  picture: member('picture'),
});

export const userChangesSchema = z.strictObject({ disabled: z.boolean('must be true or false') });

export const userListQuerySchema = z.object({
  ...pageQuery(userOrder),
  email: storableText(320, 1).optional().describe('Exact, as it stands in the profile.'),
  external_id: storableText(2 * longestExternalId, 1)
    .optional()
    .describe('The merchant’s own id of the user, exact.'),
});

/** Ids that are no ids name no user: they are looked up like any other, so that all of them answer 404. */
export const userParametersSchema = z.object({ id: z.string() });

const text = z.string().nullable();
/** What showContact makes. */
export const shownContact = {
  id: z.uuid(),
  external_id: z.string(),
  email: text,
  name: text,
  first_name: text,
  last_name: text,
  phone: text,
  timezone: text,
};
const shownProfile = {
  ...shownContact,
  locale: text,
  picture: text,
};

export const shownMeSchema = z.object({
  ...shownProfile,
  tenant: z.object({ slug: z.string(), name: z.string() }),
});

const time = z.iso.datetime({ offset: true });
export const shownUserSchema = z.object({
  ...shownProfile,
  disabled: z.boolean(),
  jwt_configuration: z.string(),
  first_seen_at: time,
  last_seen_at: time,
});

export const meAnswerSchema = z.object({ data: shownMeSchema });
export const userAnswerSchema = z.object({ data: shownUserSchema });
export const userListSchema = listOf(shownUserSchema);
