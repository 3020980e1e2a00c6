import { mappableMembers, type MappableMember } from '../tenants/jwt-configuration.entity.js';
import { timeZoneName } from '../tenants/time-zone.js';
import { isStorable } from '../common/text.js';

/** Longest text of each profile member, in UTF-16 units. */
export const longestMember: Readonly<Record<MappableMember, number>> = {
  email: 320,
  name: 255,
  first_name: 255,
  last_name: 255,
  phone: 64,
  timezone: 64,
  locale: 35,
  picture: 2000,
};

const control = /\p{Cc}/u;
const addressForm = /^[^\s@]+@[^\s@]+$/u;

/**
 * What keeps a text from being this member of a profile, or null when nothing does. Members are single lines (a line
 * break in an address would become a header of a mail), time zones exist, and pictures are addresses a page may show.
 */
export function profileFault(member: MappableMember, text: string): string | null {
  if (text === '') return 'must not be empty; null takes the value away';
  if (text.length > longestMember[member]) return `must have at most ${longestMember[member]} characters`;
  if (!isStorable(text)) return 'must be well-formed Unicode without NUL';
  if (control.test(text)) return 'must not hold control characters';
  if (member === 'email' && !addressForm.test(text)) return 'must be an e-mail address';
  if (member === 'timezone' && timeZoneName(text) === null)
    return 'must be the name of a time zone, such as Europe/Copenhagen';
  if (member === 'picture' && !isWebAddress(text)) return 'must be an http or https address';
  return null;
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}

/** Members of a profile as they stand in `GET /v2/me` and in claim maps. */
export type ProfileMembers = Readonly<Partial<Record<MappableMember, string>>>;

/** Names of the entity's properties for the members. */
export const propertyOf = {
  email: 'email',
  name: 'name',
  first_name: 'firstName',
  last_name: 'lastName',
  phone: 'phone',
  timezone: 'timezone',
  locale: 'locale',
  picture: 'picture',
} as const satisfies Record<MappableMember, string>;

export { mappableMembers, type MappableMember };
