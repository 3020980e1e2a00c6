import { isJsonObject, type Json, type JsonObject } from '../../common/free-form.js';
import { shownNames } from '../../common/ignored-members.js';
import type { ProjectWithResources } from '../../projects/projects.service.js';
import type { Booking, Customer } from '../booking.entity.js';
import { knownEventMembers, knownMembers, type CreateBookingBody } from './create-booking.schemas.js';
import { customerFaults, customerOf, type Wisher } from './draft-customer.js';
import { fault, type Fault } from './draft-fault.js';
import { timeFaults } from './draft-times.js';
import { graphs, graphsToCreate, isGraphToCreate, type Graph, type GraphName } from '../graphs/graphs.js';
import { defaultsOf, type BookingDefaults } from './project-defaults.js';
import { mayWriteMeta, withoutReserved } from '../meta/reserved-meta.js';

/** A booking as it is wished for: everything that can be said before its time is looked for. */
export interface BookingDraft {
  readonly graph: GraphName;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly what: string | null;
  readonly place: string | null;
  readonly description: string | null;
  readonly resourceId: string | null;
  readonly projectId: string | null;
  readonly ownerBookingId: string | null;
  /** Of a group owner; null of all others. */
  readonly maxSeats: number | null;
  /** Null where nobody is named and nobody has to be. */
  readonly customer: Omit<Customer, 'id'> | null;
  readonly meta: JsonObject;
  readonly settings: JsonObject;
}

/** What the ids in the body name; null where it names none. */
export interface NamedInBody {
  readonly project: ProjectWithResources | null;
  readonly owner: Booking | null;
  readonly hold: Booking | null;
}

type DraftDecision =
  | { readonly ok: BookingDraft; readonly warnings: readonly string[] }
  | { readonly refused: Readonly<Record<string, readonly string[]>> };

const seatsAtMost = 10_000;

/**
 * Reads a create's body: the members at the top win over those of a nested `event`, and the request over the project's
 * defaults; all that is wrong is answered at once, by field. `settings` and members of `meta` that begin with `_`
 * are the merchant's: from other callers they are ignored, and named like unknown members. A seat has the time and the resource of its group.
 */
export function draftOf(body: CreateBookingBody, wisher: Wisher, named: NamedInBody): DraftDecision {
  const { project: found, hold } = named;
  const project = found?.project ?? null;
  const defaults = defaultsOf(project);
  const { event } = body;
  const graph = body.graph ?? graphWithout(named.owner, defaults.graph);
  const { createdBy, takes }: Partial<Graph> = isGraphToCreate(graph) ? graphs[graph] : {};
  const isSeat = takes === 'seat';
  // To a booking that takes no seat of it, a group says nothing.
  const owner = isSeat ? named.owner : null;
  const start = body.start ?? event?.start ?? owner?.startsAt ?? hold?.startsAt ?? null;
  const end = body.end ?? event?.end ?? owner?.endsAt ?? hold?.endsAt ?? null;
  const resourceId = body.resource_id ?? owner?.resourceId ?? hold?.resourceId ?? null;
  const given = body.customer ?? null;
  const needsNobody = graph === 'group_owner' && given === null;
  const settings = settingsOf(body, wisher, defaults);
  const maxSeats = graph === 'group_owner' ? (maxSeatsIn(body) ?? defaults.maxSeats) : null;
  const faults = [
    ...(takes === undefined ? [fault('graph', `must be one of ${graphsToCreate.join(', ')}`)] : []),
    ...ownGraphFaults(body.graph ?? null, wisher, graphWithout(named.owner, defaults.graph), defaults.graph),
    ...actionFaults(body.action ?? null, createdBy),
    // Its group says when.
    ...(takes === 'seat' && owner === null ? [] : timeFaults(start, end)),
    ...(isSeat ? seatFaults({ start, end, resourceId }, body, owner) : []),
    ...(takes === 'resource' ? placeFaults(resourceId, found) : []),
    ...(hold === null ? [] : holdFaults({ start, end, resourceId }, takes, hold)),
    ...(graph === 'group_owner' ? maxSeatsFaults(maxSeats) : []),
    ...settingFaults(wisher.kind === 'app' ? (body.settings ?? {}) : {}),
    ...(needsNobody ? [] : customerFaults(given, wisher, project?.customerFields ?? null)),
  ];
  if (faults.length > 0 || start === null || end === null) return { refused: Object.fromEntries(faults) };
  const what = body.what ?? event?.what ?? defaults.what ?? (graph === 'group_owner' ? project?.name : null);
  const place = body.where ?? event?.where ?? defaults.where;
  const description = body.description ?? event?.description;
  const draft: BookingDraft = {
    graph: graph as GraphName,
    startsAt: start,
    endsAt: end,
    what: owner?.what ?? what ?? null,
    place: owner?.place ?? place,
    description: description ?? owner?.description ?? defaults.description,
    resourceId,
    projectId: project?.id ?? owner?.projectId ?? null,
    ownerBookingId: owner?.id ?? null,
    maxSeats: maxSeats as number | null,
    customer: needsNobody ? null : customerOf(given, wisher),
    meta: { ...withoutReserved(defaults.meta), ...writableMeta(body.meta, wisher) },
    settings,
  };
  return { ok: draft, warnings: ignoredMembers(body, wisher, graph, isSeat) };
}

/** Only the merchant's server books a project by another graph than it is meant by: a page would leave out the payment. */
const ownGraphFaults = (
  given: string | null,
  { kind }: Wisher,
  meant: string,
  kept: string | null,
): Fault[] =>
  kind === 'app' || kept === null || given === null || given === meant
    ? []
    : [fault('graph', `must be ${meant} for bookings of this project`)];

/** The graph of a request that says none: whoever names a group wants a seat, whatever else the project's bookings are. */
function graphWithout(owner: Booking | null, kept: string | null): string {
  if (owner === null) return kept ?? 'instant';
  return kept !== null && isGraphToCreate(kept) && graphs[kept].takes === 'seat' ? kept : 'group_customer';
}

interface Wished {
  readonly start: number | null;
  readonly end: number | null;
  readonly resourceId: string | null;
}

const actionFaults = (action: string | null, createdBy: string | undefined): Fault[] =>
  action === null || createdBy === undefined || action === createdBy
    ? []
    : [fault('action', `must be ${createdBy} with this graph`)];

function placeFaults(resourceId: string | null, found: ProjectWithResources | null): Fault[] {
  if (found === null) return [];
  if (resourceId === null)
    return found.resourceIds.length > 0
      ? []
      : [fault('resource_id', 'is needed: the project has no resources')];
  return found.resourceIds.includes(resourceId)
    ? []
    : [fault('resource_id', 'names no resource of the project')];
}

function seatFaults(
  { start, end, resourceId }: Wished,
  body: CreateBookingBody,
  owner: Booking | null,
): Fault[] {
  if (owner === null) return [fault('related.owner_booking_id', 'is needed: the group that the seat is in')];
  const other = 'must be that of the group, or be left out';
  const project = body.project_id ?? null;
  return [
    ...(start === owner.startsAt ? [] : [fault('start', other)]),
    ...(end === owner.endsAt ? [] : [fault('end', other)]),
    ...(resourceId === owner.resourceId ? [] : [fault('resource_id', other)]),
    ...(project === null || owner.projectId === null || project === owner.projectId
      ? []
      : [fault('project_id', other)]),
  ];
}

function holdFaults(
  { start, end, resourceId }: Wished,
  takes: Graph['takes'] | undefined,
  hold: Booking,
): Fault[] {
  if (takes === 'seat') return [fault('reservation_id', 'holds a time, and this graph takes a seat')];
  const outside = 'must lie within the time that is held';
  return [
    ...(start === null || start >= hold.startsAt ? [] : [fault('start', outside)]),
    ...(end === null || end <= hold.endsAt ? [] : [fault('end', outside)]),
    ...(resourceId === hold.resourceId ? [] : [fault('resource_id', 'must be the resource that is held')]),
  ];
}

function maxSeatsIn({ group_booking: group }: CreateBookingBody): unknown {
  if (group === undefined || group === null) return null;
  return typeof group === 'object' ? (group as Record<string, unknown>)['max_seats'] : Number.NaN;
}

const maxSeatsFaults = (seats: unknown): Fault[] =>
  Number.isInteger(seats) && (seats as number) >= 1 && (seats as number) <= seatsAtMost
    ? []
    : [fault('group_booking.max_seats', `must be a whole number from 1 to ${seatsAtMost}`)];

const writableMeta = (meta: CreateBookingBody['meta'], { kind }: Wisher): JsonObject =>
  Object.fromEntries(Object.entries(meta ?? {}).filter(([name]) => mayWriteMeta(name, kind)));

const settingsOf = (body: CreateBookingBody, { kind }: Wisher, { settings }: BookingDefaults): JsonObject =>
  kind === 'app' ? { ...settings, ...body.settings } : settings;

const settingFaults = (settings: JsonObject): Fault[] => [
  ...['allow_double_bookings', 'allow_outside_hours']
    .filter((name) => settings[name] !== undefined && typeof settings[name] !== 'boolean')
    .map((name) => fault(`settings.${name}`, 'must be true or false')),
  ...(isSwitch(settings['auto_complete_one_hour_after_booking_ends'])
    ? []
    : [
        fault(
          'settings.auto_complete_one_hour_after_booking_ends',
          'must be an object such as {"enabled": false}',
        ),
      ]),
];

/** Nothing, on or off, bare or as `{enabled}`. */
function isSwitch(value: Json | undefined): boolean {
  if (!isJsonObject(value)) return value === undefined || value === null || typeof value === 'boolean';
  return value['enabled'] === undefined || typeof value['enabled'] === 'boolean';
}

function ignoredMembers(body: CreateBookingBody, { kind }: Wisher, graph: string, isSeat: boolean): string[] {
  const isGiven = (value: unknown): boolean => value !== undefined && value !== null;
  return shownNames([
    ...Object.keys(body).filter((name) => !knownMembers.has(name)),
    ...Object.keys(body.event ?? {})
      .filter((name) => !knownEventMembers.has(name))
      .map((name) => `event.${name}`),
    ...Object.keys(body.meta ?? {})
      .filter((name) => !mayWriteMeta(name, kind))
      .map((name) => `meta.${name}`),
    ...(kind !== 'app' && isGiven(body.settings) ? ['settings'] : []),
    ...(graph !== 'group_owner' && isGiven(body.group_booking) ? ['group_booking'] : []),
    ...(!isSeat && isGiven(body.related) ? ['related'] : []),
  ]);
}
