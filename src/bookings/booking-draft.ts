import type { UserProfile } from '../access/principal.js';
import { isOrdinaryName, type JsonObject } from '../common/free-form.js';
import {
  knownCustomerMembers,
  knownEventMembers,
  knownMembers,
  type CreateBookingBody,
} from './create-booking.schemas.js';
import type { Customer } from './booking.entity.js';
import { shownNames } from './ignored-members.js';
import { graphNames, graphs, type GraphName } from './graphs.js';

/** A booking as it is wished for, before anything was looked up. */
export interface BookingDraft {
  readonly graph: GraphName;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly what: string | null;
  readonly place: string | null;
  readonly description: string | null;
  readonly resourceId: string | null;
  readonly customer: Omit<Customer, 'id'>;
  readonly meta: JsonObject;
  readonly settings: JsonObject;
}

export type DraftDecision =
  | { readonly ok: BookingDraft; readonly warnings: readonly string[] }
  | { readonly refused: Readonly<Record<string, readonly string[]>> };

/** Who wishes: a federated user brings a profile that stands in for what the request does not say about the customer. */
export type Wisher =
  { readonly kind: 'app' | 'widget' } | { readonly kind: 'user'; readonly user: UserProfile };

const dayMs = 86_400_000;
export const longestBookingMs = 366 * dayMs;
const earliestMs = Date.UTC(1970, 0, 1);
const latestMs = Date.UTC(2200, 0, 1);

/**
 * Reads a create's body: the members at the top win over those of a nested `event`; all that is wrong is answered at
 * once, by field. `settings` are the merchant's: from other callers they are ignored, and named like unknown members.
 */
export function draftOf(body: CreateBookingBody, wisher: Wisher): DraftDecision {
  const { event } = body;
  const start = body.start ?? event?.start ?? null;
  const end = body.end ?? event?.end ?? null;
  const graph = body.graph ?? 'instant';
  const customer = customerOf(body.customer ?? null, wisher);
  const faults = [
    ...graphFaults(graph, body.action ?? null),
    ...unsupported
      .filter((name) => isGiven(body[name]))
      .map((name) => fault(name, 'is not supported by this server')),
    ...timeFaults(start, end),
    ...customerFaults(body.customer ?? null, customer, wisher),
  ];
  if (faults.length > 0 || start === null || end === null) return { refused: Object.fromEntries(faults) };
  const settings = wisher.kind === 'app' ? (body.settings ?? {}) : {};
  const draft: BookingDraft = {
    graph: graph as GraphName,
    startsAt: start,
    endsAt: end,
    what: body.what ?? event?.what ?? null,
    place: body.where ?? event?.where ?? null,
    description: body.description ?? event?.description ?? null,
    resourceId: body.resource_id ?? null,
    customer,
    meta: ordinary(body.meta ?? {}),
    settings: ordinary(settings),
  };
  return { ok: draft, warnings: ignoredMembers(body, wisher) };
}

type Fault = readonly [field: string, texts: readonly string[]];
const fault = (field: string, text: string): Fault => [field, [text]];

const unsupported = ['project_id', 'related', 'reservation_id'] as const;
const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

function graphFaults(graph: string, action: string | null): Fault[] {
  if (!Object.hasOwn(graphs, graph)) return [fault('graph', `must be one of ${graphNames.join(', ')}`)];
  const { createdBy } = graphs[graph as GraphName];
  return action === null || action === createdBy
    ? []
    : [fault('action', `must be ${createdBy} with this graph`)];
}

function timeFaults(start: number | null, end: number | null): Fault[] {
  const faults: Fault[] = [];
  if (start === null) faults.push(fault('start', 'is needed'));
  else if (start < earliestMs || start >= latestMs)
    faults.push(fault('start', 'must lie between 1970 and 2200'));
  if (end === null) faults.push(fault('end', 'is needed'));
  else if (start !== null && end <= start) faults.push(fault('end', 'must be later than start'));
  else if (start !== null && end - start > longestBookingMs)
    faults.push(fault('end', 'must be at most 366 days after start'));
  return faults;
}

function customerFaults(
  given: CreateBookingBody['customer'] | null,
  customer: Omit<Customer, 'id'>,
  wisher: Wisher,
): Fault[] {
  if (wisher.kind === 'user') return [];
  if (given === null) return [fault('customer', 'is needed')];
  return (['name', 'email'] as const)
    .filter((member) => (customer[member] ?? '').trim() === '')
    .map((member) => fault(`customer.${member}`, 'is needed'));
}

function customerOf(given: CreateBookingBody['customer'] | null, wisher: Wisher): Omit<Customer, 'id'> {
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

const nameFrom = (profile: UserProfile | null): string | null =>
  [profile?.firstName, profile?.lastName].filter(Boolean).join(' ') || null;

const ordinary = (value: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(value).filter(([name]) => isOrdinaryName(name)));

function ignoredMembers(body: CreateBookingBody, wisher: Wisher): string[] {
  return shownNames([
    ...Object.keys(body).filter((name) => !knownMembers.has(name)),
    ...Object.keys(body.event ?? {})
      .filter((name) => !knownEventMembers.has(name))
      .map((name) => `event.${name}`),
    ...(wisher.kind !== 'app' && isGiven(body.settings) ? ['settings'] : []),
  ]);
}
