import { mappableMembers, propertyOf, type MappableMember, type ProfileMembers } from './profile-members.js';
import type { User } from './user.entity.js';
import type { UserProfile } from '../access/principal.js';

/** Members to set; null takes a value away; what is not named stays. */
export type ProfileChanges = Readonly<Partial<Record<MappableMember, string | null | undefined>>>;

export type ProfileColumns = Partial<Pick<User, (typeof propertyOf)[MappableMember]>>;

/** What differs from the row; empty when nothing does, so that nothing needs writing. */
export function differences(row: ProfileColumns, changes: ProfileChanges | ProfileMembers): ProfileColumns {
  const differing: ProfileColumns = {};
  for (const member of mappableMembers) {
    const value = changes[member];
    const property = propertyOf[member];
    if (value !== undefined && row[property] !== value) differing[property] = value;
  }
  return differing;
}

export const isEmpty = (columns: ProfileColumns): boolean => Object.keys(columns).length === 0;

/** All members for a row of its own; null where the claims say nothing. */
export const asColumns = (profile: ProfileMembers): Required<ProfileColumns> => ({
  email: profile.email ?? null,
  name: profile.name ?? null,
  firstName: profile.first_name ?? null,
  lastName: profile.last_name ?? null,
  phone: profile.phone ?? null,
  timezone: profile.timezone ?? null,
  locale: profile.locale ?? null,
  picture: profile.picture ?? null,
});

/** What a Principal holds of its user. */
export const toUserProfile = (row: User): UserProfile => ({
  id: row.id,
  externalId: row.externalId,
  email: row.email,
  name: row.name,
  firstName: row.firstName,
  lastName: row.lastName,
  phone: row.phone,
  timezone: row.timezone,
  locale: row.locale,
  picture: row.picture,
});
