import { afterAll, describe, expect, test } from '@jest/globals';
import { buildResource } from '../builders/resources.js';
import { openShop } from '../builders/shop.js';
import { clientOf, marty, refusalOf, timeAhead } from '../support/timekit-client.js';

interface Slot {
  readonly start: string;
  readonly end: string;
  readonly resources: readonly { readonly id: string; readonly name: string }[];
}

const { server, tenant } = await openShop();
afterAll(() => server.close());
const timekit = clientOf(server, tenant.secret);

describe('timekit-sdk: availability', () => {
  /** Works from 9 to 12 in a zone that is 5:45 ahead of UTC, all year: from 03:15 to 06:15 UTC. */
  const kathmandu = (name: string) =>
    buildResource(server, tenant, {
      name,
      timezone: 'Asia/Kathmandu',
      availabilityConstraints: [{ allow_hours: { start: 9, end: 12 } }],
    });
  const day = (days: number) => ({ from: timeAhead(days, '00:00'), to: timeAhead(days + 1, '00:00') });
  const starts = ({ data }: { data: readonly Slot[] }) => data.map(({ start }) => start);

  test('offers the slots of a resource’s own hours, and a booking takes its slot away', async () => {
    const ann = await kathmandu('Ann');
    const question = { ...day(7), resources: [ann.id], length: '1 hour', outputTimezone: 'Asia/Kathmandu' };
    const local = (time: string) => timeAhead(7, time).replace('+00:00', '+05:45');
    const free = await timekit.fetchAvailability({ ...question });
    expect(free.status).toBe(200);
    expect(free.data).toEqual(
      ['09:00', '10:00', '11:00'].map((time, index) => ({
        start: local(time),
        end: local(['10:00', '11:00', '12:00'][index] as string),
        resources: [{ id: ann.id, name: 'Ann', timezone: 'Asia/Kathmandu' }],
      })),
    );
    await timekit.createBooking({
      resourceId: ann.id,
      start: timeAhead(7, '04:30'),
      end: timeAhead(7, '05:00'),
      customer: marty,
    });
    expect(starts(await timekit.fetchAvailability({ ...question }))).toEqual([
      local('09:00'),
      local('11:00'),
    ]);
    expect(starts(await timekit.fetchAvailability({ ...question, buffer: '15 minutes' }))).toEqual([
      local('09:00'),
      local('11:00'),
    ]);
    expect(starts(await timekit.fetchAvailability({ ...question, buffer: '45 minutes' }))).toEqual([]);
  });

  test('the modes say which resources stand at a slot', async () => {
    const [ann, bo] = [await kathmandu('Ann'), await kathmandu('Bo')];
    await timekit.createBooking({
      resourceId: bo.id,
      start: timeAhead(8, '03:15'),
      end: timeAhead(8, '04:15'),
      customer: marty,
    });
    const ask = async (mode: string) => {
      const { data } = await timekit.fetchAvailability({ ...day(8), resources: [bo.id, ann.id], mode });
      return (data as Slot[]).map(({ start, resources }) => [
        start.slice(11, 16),
        ...resources.map(({ name }) => name),
      ]);
    };
    expect(await ask('roundrobin_prioritized')).toEqual([
      ['03:15', 'Ann'],
      ['04:15', 'Bo'],
      ['05:15', 'Bo'],
    ]);
    const random = await ask('roundrobin_random');
    expect(random.map(([start]) => start)).toEqual(['03:15', '04:15', '05:15']);
    expect(random[0]).toEqual(['03:15', 'Ann']);
    expect(await ask('mutual')).toEqual([
      ['04:15', 'Bo', 'Ann'],
      ['05:15', 'Bo', 'Ann'],
    ]);
    expect((await ask('exclusive')).map((slot) => slot.slice().sort())).toEqual([
      ['03:15', 'Ann'],
      ['04:15', 'Ann', 'Bo'],
      ['05:15', 'Ann', 'Bo'],
    ]);
  });

  test('constraints, steps and rounding are read in camelCase, as the client lets one write them', async () => {
    const ann = await kathmandu('Ann');
    const ask = (members: object) =>
      timekit.fetchAvailability({ ...day(9), resources: [ann.id], length: '30 minutes', ...members });
    expect(
      starts(
        await ask({
          timeslotIncrements: '15 minutes',
          constraints: [
            { allowPeriod: { start: timeAhead(9, '03:30'), end: timeAhead(9, '05:00') } },
            { blockPeriod: { start: timeAhead(9, '04:15'), end: timeAhead(9, '04:30') } },
          ],
        }),
      ),
    ).toEqual([timeAhead(9, '03:30'), timeAhead(9, '03:45'), timeAhead(9, '04:30')]);
    const rounded = await ask({
      roundToNearestHour: true,
      length: '1 hour',
      constraints: [{ allowPeriod: { start: timeAhead(9, '03:30'), end: timeAhead(9, '06:15') } }],
    });
    // Full hours of the resource: 10:00 and 11:00 there.
    expect(starts(rounded)).toEqual([timeAhead(9, '04:15'), timeAhead(9, '05:15')]);
  });

  test('a project stands for what the request leaves out, and the request goes before it', async () => {
    const ann = await kathmandu('Ann');
    const { data: project } = await timekit.createProject({
      name: 'Long session',
      resources: [ann.id],
      availability: { length: '90 minutes', ...day(10) },
    });
    expect(starts(await timekit.fetchAvailability({ projectId: project.id }))).toEqual([
      timeAhead(10, '03:15'),
      timeAhead(10, '04:45'),
    ]);
    expect(starts(await timekit.fetchAvailability({ projectId: project.id, length: '2 hours' }))).toEqual([
      timeAhead(10, '03:15'),
    ]);
    const empty = await timekit.fetchAvailability({ projectId: project.id, length: '4 hours' });
    expect([empty.status, empty.data]).toEqual([200, []]);
  });

  test('length null asks for the free time itself', async () => {
    const ann = await kathmandu('Ann');
    await timekit.createBooking({
      resourceId: ann.id,
      start: timeAhead(11, '04:00'),
      end: timeAhead(11, '04:10'),
      customer: marty,
    });
    const { data } = await timekit.fetchAvailability({ ...day(11), resources: [ann.id], length: null });
    expect((data as Slot[]).map(({ start, end }) => [start, end])).toEqual([
      [timeAhead(11, '03:15'), timeAhead(11, '04:00')],
      [timeAhead(11, '04:10'), timeAhead(11, '06:15')],
    ]);
  });

  test('dates, counts and what is taken stand beside the slots', async () => {
    const ann = await kathmandu('Ann');
    await timekit.createBooking({
      resourceId: ann.id,
      start: timeAhead(12, '03:15'),
      end: timeAhead(12, '06:15'),
      customer: marty,
    });
    await timekit.createBooking({
      resourceId: ann.id,
      start: timeAhead(13, '04:15'),
      end: timeAhead(13, '05:15'),
      customer: marty,
    });
    const question = { from: timeAhead(12, '00:00'), to: timeAhead(15, '00:00'), resources: [ann.id] };
    const date = (days: number) => timeAhead(days, '00:00').slice(0, 10);

    const dates = await timekit.fetchAvailabilityDates({ ...question });
    expect(dates.data).toEqual([
      { date: date(13), resources: [ann.id] },
      { date: date(14), resources: [ann.id] },
    ]);
    const counts = await timekit.fetchAvailabilityCounts({ ...question });
    expect([counts.data, counts.metaData.total]).toEqual([
      [
        { date: date(13), count: 2 },
        { date: date(14), count: 3 },
      ],
      5,
    ]);
    const taken = await timekit.fetchUnAvailableSlots({ ...question });
    expect(starts(taken)).toEqual([
      timeAhead(12, '03:15'),
      timeAhead(12, '04:15'),
      timeAhead(12, '05:15'),
      timeAhead(13, '04:15'),
    ]);
    expect((taken.data as Slot[])[0]?.resources).toMatchObject([{ id: ann.id }]);
  });

  test('an empty answer is explained to the merchant, and to nobody else', async () => {
    const ann = await kathmandu('Ann');
    const question = {
      from: timeAhead(14, '00:00'),
      to: timeAhead(14, '03:15'),
      resources: [ann.id],
      explain: true,
    };
    const explained = await timekit.fetchAvailability({ ...question });
    expect(explained.data).toEqual([]);
    expect(explained.metaData.explanation).toMatchObject([
      {
        resource: { id: ann.id },
        unoffered: [{ start: question.from, end: question.to, reason: 'constraint' }],
      },
    ]);
    const page = await clientOf(server, tenant.widgetSecret).fetchAvailability({ ...question });
    expect([page.data, page.metaData]).toEqual([[], { warnings: ['explain'] }]);
  });

  test('what cannot be answered is refused by field', async () => {
    const ann = await kathmandu('Ann');
    const fieldsOf = async (members: object) => {
      const refused = await refusalOf(timekit.fetchAvailability({ resources: [ann.id], ...members }));
      return [refused.status, ...Object.keys(refused.data.errors)];
    };
    expect(await fieldsOf({ from: timeAhead(9, '00:00'), to: timeAhead(8, '00:00') })).toEqual([422, 'to']);
    expect(await fieldsOf({ to: '7 months' })).toEqual([422, 'to']);
    expect(await fieldsOf({ outputTimezone: 'Mars/Olympus' })).toEqual([422, 'output_timezone']);
    expect(await fieldsOf({ length: 'a while' })).toEqual([422, 'length']);
    expect(await fieldsOf({ mode: 'any' })).toEqual([422, 'mode']);
  });
});
