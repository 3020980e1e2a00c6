import { z } from 'zod';
import type { UserProfile } from '../access/principal.js';
import type { Zone } from '../common/zone.js';
import type { Resource } from '../resources/resource.entity.js';
import { showResource, shownResourceSchema } from '../resources/shown-resource.js';
import type { Booking } from './booking.entity.js';
import { actionsIn } from './graphs.js';
import type { Include } from './include.js';

/** What an answer is made of beside the booking's row. */
export interface ShowFacts {
  readonly zone: Zone;
  readonly include: ReadonlySet<Include>;
  readonly resources: ReadonlyMap<string, Resource>;
  /** Filled where `user` is included. */
  readonly users: ReadonlyMap<string, ShownProfile>;
}

export type ShownProfile = Pick<
  UserProfile,
  'id' | 'externalId' | 'email' | 'name' | 'firstName' | 'lastName' | 'phone' | 'timezone'
>;

/** The booking as contract 2 prints it. */
export function showBooking(booking: Booking, { zone, include, resources, users }: ShowFacts) {
  const actions = actionsIn(booking.graph, booking.state);
  const eventInfo = {
    start: zone.write(booking.startsAt),
    end: zone.write(booking.endsAt),
    what: booking.what,
    where: booking.place,
    description: booking.description,
  };
  const resource = booking.resourceId === null ? undefined : resources.get(booking.resourceId);
  const user = booking.userId === null ? undefined : users.get(booking.userId);
  return {
    id: booking.id,
    graph: booking.graph,
    state: booking.state,
    completed: booking.completed,
    created_at: zone.write(booking.createdAt),
    updated_at: zone.write(booking.updatedAt),
    available_actions: actions,
    possible_actions: actions,
    attributes: { event_info: eventInfo },
    ...(include.has('event') && { event: eventInfo }),
    customers: booking.customers,
    resource: resource === undefined ? null : showResource(resource),
    ...(include.has('user') && { user: user === undefined ? null : showProfile(user) }),
    meta: booking.meta,
  };
}

const showProfile = (user: ShownProfile) => ({
  id: user.id,
  external_id: user.externalId,
  email: user.email,
  name: user.name,
  first_name: user.firstName,
  last_name: user.lastName,
  phone: user.phone,
  timezone: user.timezone,
});

const text = z.string().nullable();
const time = z.iso.datetime({ offset: true });
const freeForm = z.record(z.string(), z.unknown());
const eventInfo = z.object({ start: time, end: time, what: text, where: text, description: text });

export const shownBookingSchema = z.object({
  id: z.uuid(),
  graph: z.string(),
  state: z.string(),
  completed: z.boolean(),
  created_at: time,
  updated_at: time,
  available_actions: z.array(z.string()),
  possible_actions: z.array(z.string()),
  attributes: z.object({ event_info: eventInfo }),
  event: eventInfo.optional(),
  customers: z.array(
    z.object({
      id: z.uuid(),
      name: text,
      email: text,
      phone: text,
      voip: text,
      timezone: text,
      meta: freeForm,
    }),
  ),
  resource: shownResourceSchema.nullable(),
  user: z
    .object({
      id: z.uuid(),
      external_id: z.string(),
      email: text,
      name: text,
      first_name: text,
      last_name: text,
      phone: text,
      timezone: text,
    })
    .nullable()
    .optional(),
  meta: freeForm,
});
