import type { CallerKind } from '../access/principal.js';
import type { JsonObject } from '../common/free-form.js';
import type { Zone } from '../common/zone.js';
import type { ShownJournalRow } from '../journal/shown-journal-row.js';
import type { ProjectWithResources } from '../projects/projects.service.js';
import { projectFor } from '../projects/shown-project.js';
import type { Resource } from '../resources/resource.entity.js';
import { showResource } from '../resources/shown-resource.js';
import { showContact, type ContactProfile } from '../users/shown-user.js';
import type { Booking } from './booking.entity.js';
import { actionsIn } from './graphs.js';
import type { Include } from './include.js';
import { isMerchantsMember } from './merchants-member.js';

/** What an answer is made of beside the booking's row. The maps of what is included on demand are empty where it is not. */
export interface ShowFacts {
  readonly zone: Zone;
  readonly caller: CallerKind;
  readonly include: ReadonlySet<Include>;
  readonly resources: ReadonlyMap<string, Resource>;
  readonly users: ReadonlyMap<string, ContactProfile>;
  readonly projects: ReadonlyMap<string, ProjectWithResources>;
  readonly owners: ReadonlyMap<string, Booking>;
  readonly histories: ReadonlyMap<string, readonly ShownJournalRow[]>;
}

/** The booking as contract 2 prints it. A page that moved somebody's booking is not told whose it is. */
export function showBooking(booking: Booking, facts: ShowFacts) {
  const { include, caller } = facts;
  if (caller === 'widget' && booking.rescheduledFrom !== null) return showMoved(booking, facts);
  return {
    ...showPlain(booking, facts),
    ...(include.has('user') && { user: userOf(booking, facts) }),
    ...(include.has('owner_booking') && { owner_booking: ownerOf(booking, facts) }),
    ...(include.has('history') && { history: historyOf(booking, facts) }),
  };
}

function showPlain(booking: Booking, facts: ShowFacts) {
  const { zone, include } = facts;
  const { customers, meta } = booking;
  return {
    ...showEvent(booking, facts),
    ...(include.has('event') && { event: eventInfoOf(booking, zone) }),
    customers,
    resource: resourceOf(booking, facts, facts.caller === 'app' ? showResource : withoutEmail),
    ...(include.has('project') && { project: projectOf(booking, facts) }),
    meta: facts.caller === 'app' ? meta : withoutMerchantsMembers(meta),
  };
}

/** A booking as a stranger to it sees it who may take a seat: when, what, with whom, and how many seats are left. */
export function showPublicEvent(booking: Booking, facts: ShowFacts) {
  return {
    ...showEvent(booking, facts),
    ...(facts.include.has('event') && { event: eventInfoOf(booking, facts.zone) }),
    customers: [],
    resource: resourceOf(booking, facts, withoutEmail),
    ...(facts.include.has('project') && { project: projectOf(booking, facts) }),
    meta: {},
  };
}

/** What was said of the booking may be about the person too. */
const showMoved = (booking: Booking, facts: ShowFacts) => ({
  ...showPublicEvent({ ...booking, what: null, place: null, description: null }, facts),
  meta: { rescheduled_from: booking.rescheduledFrom },
});

const withoutEmail = (resource: Resource) => ({ ...showResource(resource), email: null });

function showEvent(booking: Booking, { zone }: Pick<ShowFacts, 'zone'>) {
  const actions = actionsIn(booking.graph, booking.state);
  const { maxSeats, currentSeats } = booking;
  return {
    id: booking.id,
    graph: booking.graph,
    state: booking.state,
    completed: booking.completed,
    created_at: zone.write(booking.createdAt),
    updated_at: zone.write(booking.updatedAt),
    available_actions: actions,
    possible_actions: actions,
    attributes: {
      event_info: eventInfoOf(booking, zone),
      ...(booking.graph === 'group_owner' && {
        group_booking: { max_seats: maxSeats ?? 0, current_seats: currentSeats ?? 0 },
      }),
    },
    ...(booking.relationId !== null && { relation_id: booking.relationId }),
  };
}

const eventInfoOf = ({ startsAt, endsAt, what, place, description }: Booking, zone: Zone) => ({
  start: zone.write(startsAt),
  end: zone.write(endsAt),
  what,
  where: place,
  description,
});

function resourceOf<Shown>(
  { resourceId }: Booking,
  { resources }: ShowFacts,
  show: (resource: Resource) => Shown,
): Shown | null {
  const resource = resourceId === null ? undefined : resources.get(resourceId);
  return resource === undefined ? null : show(resource);
}

function projectOf({ projectId }: Booking, { projects, caller, zone }: ShowFacts) {
  const found = projectId === null ? undefined : projects.get(projectId);
  return found === undefined ? null : projectFor(caller, zone, found.project, found.resourceIds);
}

function userOf({ userId }: Booking, { users }: ShowFacts) {
  const user = userId === null ? undefined : users.get(userId);
  return user === undefined ? null : showContact(user);
}

/** To whoever has a seat the event is no more than what everybody sees of it. */
function ownerOf({ ownerBookingId }: Booking, facts: ShowFacts) {
  const owner = ownerBookingId === null ? undefined : facts.owners.get(ownerBookingId);
  if (owner === undefined) return null;
  const plain: ShowFacts = { ...facts, include: new Set() };
  return facts.caller === 'app' ? showPlain(owner, plain) : showPublicEvent(owner, plain);
}

const historyOf = ({ id }: Booking, { histories, zone }: ShowFacts) =>
  (histories.get(id) ?? []).map((row) => ({ ...row, at: zone.write(row.at) }));

const withoutMerchantsMembers = (meta: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(meta).filter(([name]) => !isMerchantsMember(name)));
