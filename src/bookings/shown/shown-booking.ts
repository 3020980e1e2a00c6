import type { CallerKind } from '../../access/principal.js';
import type { JsonObject } from '../../common/free-form.js';
import type { Zone } from '../../common/zone.js';
import type { ShownJournalRow } from '../../journal/shown-journal-row.js';
import type { ProjectWithResources } from '../../projects/projects.service.js';
import { projectFor } from '../../projects/shown-project.js';
import type { Resource } from '../../resources/resource.entity.js';
import { showResource } from '../../resources/shown-resource.js';
import { showContact, type ContactProfile } from '../../users/shown-user.js';
import type { Booking, Customer } from '../booking.entity.js';
import { actionsIn } from '../graphs/graphs.js';
import type { Include } from './include.js';
import type { TouchesByBooking } from './link-touch-readings.js';
import { isMerchantsMember } from '../meta/merchants-member.js';
import type { OfferedUrls } from './offered-links.service.js';

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
  readonly links: ReadonlyMap<string, OfferedUrls>;
  readonly touches: TouchesByBooking;
}

/** The booking as contract 2 prints it. A page that moved somebody's booking is not told whose it is. */
export function showBooking(booking: Booking, facts: ShowFacts) {
  const { include, caller } = facts;
  if (caller === 'widget' && booking.rescheduledFrom !== null) return showMoved(booking, facts);
  return {
    ...(isStranger(caller) ? showToStranger(booking, facts) : showPlain(booking, facts)),
    ...(include.has('user') && { user: userOf(booking, facts) }),
    ...(include.has('owner_booking') && { owner_booking: ownerOf(booking, facts) }),
    ...(include.has('history') && { history: historyOf(booking, facts) }),
    ...(include.has('customer_action_links') && {
      customer_action_links: facts.links.get(booking.id) ?? {},
    }),
    ...(include.has('link_touches') && { link_touches: touchesOf(booking, facts) }),
  };
}

/** Customers and holders of links have no account here: the booking is theirs, and nothing else that hangs on it. */
const isStranger = (caller: CallerKind): boolean => caller === 'customer' || caller === 'action';

/** An event is nobody's who has a seat in it: whoever finds it sees what everybody does. */
const showToStranger = (booking: Booking, facts: ShowFacts) =>
  booking.graph === 'group_owner'
    ? showPublicEvent(booking, facts)
    : showPlain({ ...booking, customers: booking.customers.slice(0, 1) }, facts);

function showPlain(booking: Booking, facts: ShowFacts) {
  const { zone, include, caller } = facts;
  const { customers, meta } = booking;
  return {
    ...showEvent(booking, facts),
    ...(include.has('event') && { event: eventInfoOf(booking, zone) }),
    customers: caller === 'app' ? customers : customers.map(withoutMerchantsNotes),
    resource: resourceOf(booking, facts, caller === 'app' ? showResource : withoutEmail),
    ...(include.has('project') && { project: projectOf(booking, facts) }),
    meta: caller === 'app' ? meta : withoutMerchantsMembers(meta),
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

const touchesOf = ({ id }: Booking, { touches, zone }: ShowFacts) =>
  (touches.get(id) ?? []).map((touch) => ({ ...touch, at: zone.write(touch.at) }));

const withoutMerchantsMembers = (meta: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(meta).filter(([name]) => !isMerchantsMember(name)));

const withoutMerchantsNotes = (customer: Customer): Customer => ({
  ...customer,
  meta: withoutMerchantsMembers(customer.meta),
});
