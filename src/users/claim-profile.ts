import {
  mappableMembers,
  profileFault,
  type MappableMember,
  type ProfileMembers,
} from './profile-members.js';

export type Claims = Readonly<Record<string, unknown>>;
export type ClaimMap = Readonly<Partial<Record<MappableMember, string>>>;

/** The claims that fill a profile where a configuration says nothing else (OpenID Connect Core, section 5.1). */
export const defaultClaimMap: Readonly<Record<MappableMember, string>> = {
  email: 'email',
  name: 'name',
  first_name: 'given_name',
  last_name: 'family_name',
  phone: 'phone_number',
  timezone: 'zoneinfo',
  locale: 'locale',
  picture: 'picture',
};

/**
 * The profile that proven claims give. A claim that is no text, or no text a profile could hold (too long, not
 * well-formed, an unknown time zone), is passed over as if the token did not carry it: never an error, never cut short.
 */
export function profileOf(claims: Claims, claimMap: ClaimMap): ProfileMembers {
  const profile: Partial<Record<MappableMember, string>> = {};
  for (const member of mappableMembers) {
    const claim = (Object.hasOwn(claimMap, member) ? claimMap[member] : undefined) ?? defaultClaimMap[member];
    const value = Object.hasOwn(claims, claim) ? claims[claim] : undefined;
    if (typeof value === 'string' && profileFault(member, value) === null) profile[member] = value;
  }
  return profile;
}

/**
 * The members that belong to the merchant and that `PUT /v2/me` refuses: those whose claim, by the configuration's map
 * over the defaults, the caller's token carries with a usable value. So the users of a merchant whose tokens hold an
 * `id` and nothing else may fill in their own profile, and no user overwrites what their token says.
 */
export const mappedMembersOf = (claims: Claims, claimMap: ClaimMap): ReadonlySet<MappableMember> =>
  new Set(Object.keys(profileOf(claims, claimMap)) as MappableMember[]);
