import type { CallerKind, UserProfile } from '../../access/principal.js';
import { ordinary, type JsonObject } from '../../common/free-form.js';
import type { Customer } from '../booking.entity.js';
import { knownCustomerMembers, type CreateBookingBody } from './create-booking.schemas.js';
import { fault, type Fault } from './draft-fault.js';

/** Who wishes: a federated user brings a profile that stands in for what the request does not say about the customer. */
export type Wisher =
  { readonly kind: Exclude<CallerKind, 'user'> } | { readonly kind: 'user'; readonly user: UserProfile };

type GivenCustomer = NonNullable<CreateBookingBody['customer']> | null;

/** The customer of the request, with the calling user's profile where it says nothing. */
export function customerOf(given: GivenCustomer, wisher: Wisher): Omit<Customer, 'id'> {
  const profile = wisher.kind === 'user' ? wisher.user : null;
  const further = Object.entries(given ?? {}).filter(([name]) => !knownCustomerMembers.has(name));
  return {
    name: given?.name ?? profile?.name ?? nameFrom(profile),
    email: given?.email ?? profile?.email ?? null,
    phone: given?.phone ?? profile?.phone ?? null,
    voip: given?.voip ?? null,
    timezone: given?.timezone ?? profile?.timezone ?? null,
    meta: ordinary({ ...(Object.fromEntries(further) as JsonObject), ...given?.meta }),
  };
}

/** Everyone but a user says who comes; through a page, also what the project asks its customers for. */
export function customerFaults(
  given: GivenCustomer,
  wisher: Wisher,
  customerFields: JsonObject | null,
): Fault[] {
  if (wisher.kind === 'user') return [];
  if (given === null) return [fault('customer', 'is needed')];
  const asked = isPage(wisher.kind) && customerFields !== null ? requiredNames(customerFields) : [];
  return [...new Set(['name', 'email', ...asked])]
    .filter((name) => isMissing(memberOf(given, name)))
    .map((name) => fault(`customer.${name}`, 'is needed'));
}

const isPage = (kind: CallerKind): boolean => kind === 'widget' || kind === 'minted';

const nameFrom = (profile: UserProfile | null): string | null =>
  [profile?.firstName, profile?.lastName].filter(Boolean).join(' ') || null;

const requiredNames = (fields: JsonObject): string[] =>
  Object.entries(fields).flatMap(([name, field]) =>
    typeof field === 'object' && field !== null && (field as JsonObject)['required'] === true ? [name] : [],
  );

/** Timekit's clients send every name in snake case, however the project spells it. */
function memberOf(given: NonNullable<GivenCustomer>, name: string): unknown {
  const members = { ...given.meta, ...given } as Record<string, unknown>;
  const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return Object.hasOwn(members, name) ? members[name] : Object.hasOwn(members, snake) ? members[snake] : null;
}

const isMissing = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  (typeof value === 'string' && value.trim() === '') ||
  (Array.isArray(value) && value.length === 0);
