import { describe, expect, it } from '@jest/globals';
import type { Booking } from '../booking.entity.js';
import { draftOf, type NamedInBody } from './booking-draft.js';
import { createBookingSchema } from './create-booking.schemas.js';
import type { Wisher } from './draft-customer.js';

const nothing: NamedInBody = { project: null, owner: null, hold: null };
const hour = { start: '2030-05-01T10:00:00Z', end: '2030-05-01T11:00:00Z' };
const [startsAt, endsAt] = [Date.parse(hour.start), Date.parse(hour.end)];
const customer = { name: 'Bo', email: 'bo@example.com' };
const app: Wisher = { kind: 'app' };
const widget: Wisher = { kind: 'widget' };
const draft = (body: object, wisher: Wisher = app, named: Partial<NamedInBody> = {}) =>
  draftOf(createBookingSchema.parse({ ...hour, customer, ...body }), wisher, { ...nothing, ...named });
const made = (...asked: Parameters<typeof draft>) => {
  const decision = draft(...asked);
  if ('refused' in decision) throw new Error(JSON.stringify(decision.refused));
  return decision;
};
const refused = (...asked: Parameters<typeof draft>) => {
  const decision = draft(...asked);
  return 'refused' in decision ? Object.keys(decision.refused) : [];
};
const project = (booking: object, more: object = {}): Partial<NamedInBody> => ({
  project: {
    project: { id: 'p', name: 'Cut', booking, customerFields: {}, ...more },
    resourceIds: ['r1', 'r2'],
  } as unknown as NonNullable<NamedInBody['project']>,
});
const owner = {
  id: 'o',
  graph: 'group_owner',
  startsAt,
  endsAt,
  resourceId: 'r1',
  projectId: 'p',
  what: 'Yoga',
  place: null,
  description: 'Mats',
} as Booking;

describe('a draft', () => {
  it('has the members at the top before those of the nested event, and those before the project’s', () => {
    const body = { event: { what: 'old', where: 'event', description: null }, what: 'top', project_id: 'p' };
    const { ok } = made(body, app, project({ what: 'p', where: 'p', description: 'p' }));
    expect(ok).toMatchObject({ what: 'top', place: 'event', description: 'p', projectId: 'p' });
  });

  it('is of the graph that the request, the project or the seat says', () => {
    expect(made({}).ok.graph).toBe('instant');
    expect(made({}, app, project({ graph: 'confirm_decline' })).ok.graph).toBe('confirm_decline');
    expect(made({ graph: 'instant' }, app, project({ graph: 'confirm_decline' })).ok.graph).toBe('instant');
    const related = { owner_booking_id: 'o' };
    expect(made({ related }, app, { owner }).ok.graph).toBe('group_customer');
    for (const [kept, graph] of [
      ['group_owner', 'group_customer'],
      ['instant', 'group_customer'],
      ['group_customer_payment', 'group_customer_payment'],
    ])
      expect(made({ related }, app, { owner, ...project({ graph: kept }) }).ok.graph).toBe(graph);
    expect(refused({}, app, project({ graph: 'unheard of' }))).toEqual(['graph']);
  });

  it('takes what a project keeps of another kind than it should be as nothing', () => {
    const odd = { graph: 7, what: [], where: {}, settings: 'x', meta: [1], group_booking: 'x' };
    expect(made({}, widget, project(odd)).ok).toMatchObject({
      graph: 'instant',
      what: null,
      place: null,
      settings: {},
      meta: {},
    });
  });

  it('merges settings of the merchant over the project’s, and takes none from others', () => {
    const settings = { allow_double_bookings: true, note: 'x' };
    const kept = project({ settings: { allow_double_bookings: false, kept: 1 } });
    expect(made({ settings }, app, kept).ok.settings).toEqual({
      allow_double_bookings: true,
      note: 'x',
      kept: 1,
    });
    const other = made({ settings }, widget, kept);
    expect(other.ok.settings).toEqual({ allow_double_bookings: false, kept: 1 });
    expect(other.warnings).toEqual(['settings']);
  });

  it('of a seat lacks nothing but its group, where it names none', () => {
    const seat = { graph: 'group_customer', start: undefined, end: undefined };
    expect(refused(seat)).toEqual(['related.owner_booking_id']);
  });

  it('says of a setting that is neither on nor off that it must be', () => {
    const name = 'auto_complete_one_hour_after_booking_ends';
    const set = (value: unknown) => refused({ settings: { [name]: value } });
    for (const right of [true, false, null, {}, { enabled: false }, { enabled: true }])
      expect(set(right)).toEqual([]);
    for (const wrong of ['false', 0, [], { enabled: 'false' }, { enabled: 0 }])
      expect(set(wrong)).toEqual([`settings.${name}`]);
  });

  it('of a seat has the group’s time, resource, project and texts, and its own description', () => {
    const body = { start: undefined, end: undefined, graph: 'group_customer', what: 'Mine', where: 'Here' };
    const { ok } = made(body, widget, { owner });
    expect(ok).toMatchObject({
      startsAt,
      endsAt,
      resourceId: 'r1',
      projectId: 'p',
      ownerBookingId: 'o',
      what: 'Yoga',
      place: 'Here',
      description: 'Mats',
      maxSeats: null,
    });
    expect(made({ ...body, description: 'Name: Bo' }, widget, { owner }).ok.description).toBe('Name: Bo');
  });

  it('of a group has its seats from the request or the project', () => {
    const seats = (max_seats: unknown) => ({
      graph: 'group_owner',
      customer: null,
      group_booking: { max_seats },
    });
    expect(made(seats(3)).ok).toMatchObject({ maxSeats: 3, customer: null });
    const defaults = project({ graph: 'group_owner', group_booking: { max_seats: 8 } });
    expect(made({ customer: null }, app, defaults).ok).toMatchObject({ maxSeats: 8, what: 'Cut' });
    for (const wrong of [0, '3', 2.5, 10_001, null, Number.NaN])
      expect(refused(seats(wrong))).toEqual(['group_booking.max_seats']);
  });

  it('has the resource and the time of a reservation where it names none, and lies within it', () => {
    const hold = { ...owner, graph: 'reservation', id: 'h' };
    expect(made({ start: null, end: null }, app, { hold }).ok).toMatchObject({
      startsAt,
      endsAt,
      resourceId: 'r1',
    });
    expect(refused({ start: '2030-05-01T09:59:59Z' }, app, { hold })).toEqual(['start']);
    expect(refused({ end: '2030-05-01T11:00:01Z' }, app, { hold })).toEqual(['end']);
    expect(refused({ resource_id: 'r2' }, app, { hold })).toEqual(['resource_id']);
  });

  it('asks widgets for what the project asks its customers', () => {
    const fields = {
      name: { required: false },
      age: { required: true },
      shoeSize: { required: true },
      note: {},
    };
    const named = project({}, { customerFields: fields });
    const asked = ['customer.age', 'customer.shoeSize'];
    expect(refused({}, widget, named)).toEqual(asked);
    for (const empty of ['', '  ', null, []])
      expect(refused({ customer: { ...customer, age: empty, shoe_size: empty } }, widget, named)).toEqual(
        asked,
      );
    for (const given of [0, false, 'x', ['a']])
      expect(refused({ customer: { ...customer, age: given, shoe_size: given } }, widget, named)).toEqual([]);
    expect(refused({ customer: { ...customer, meta: { age: 1, shoeSize: 2 } } }, widget, named)).toEqual([]);
    expect(refused({}, app, named)).toEqual([]);
  });

  it('never keeps what only the server writes into meta', () => {
    const { ok, warnings } = made(
      { meta: { rescheduled_from: 'x', a: 1 } },
      app,
      project({ meta: { reschedule_message: 'y', b: 2 } }),
    );
    expect(ok.meta).toEqual({ a: 1, b: 2 });
    expect(warnings).toEqual(['meta.rescheduled_from']);
  });
});
