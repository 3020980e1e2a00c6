import type { TenantIdentity, UserProfile } from '../access/principal.js';
import { utc, type Zone } from '../common/zone.js';
import type { User } from './user.entity.js';

/** What a shown contact is made of. */
export type ContactProfile = Pick<
  UserProfile,
  'id' | 'externalId' | 'email' | 'name' | 'firstName' | 'lastName' | 'phone' | 'timezone'
>;

/** Who the user is and how they are reached. */
export const showContact = (user: ContactProfile) => ({
  id: user.id,
  external_id: user.externalId,
  email: user.email,
  name: user.name,
  first_name: user.firstName,
  last_name: user.lastName,
  phone: user.phone,
  timezone: user.timezone,
});

const shownProfile = (user: UserProfile) => ({
  ...showContact(user),
  locale: user.locale,
  picture: user.picture,
});

/** The user as they see themselves. */
export const showMe = (user: UserProfile, tenant: TenantIdentity) => ({
  ...shownProfile(user),
  tenant: { slug: tenant.slug, name: tenant.name },
});

/** The user as the merchant's server sees them, with times in the zone it asked for. */
export const showUser = (user: User, zone: Zone = utc) => ({
  ...shownProfile(user),
  disabled: user.disabled,
  jwt_configuration: user.jwtConfigurationId,
  first_seen_at: zone.write(user.firstSeenAt),
  last_seen_at: zone.write(user.lastSeenAt),
});
