import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Clock } from '../../src/common/clock.js';
import type { Resource } from '../../src/resources/resource.entity.js';
import { buildOccupancy } from '../builders/occupancies.js';
import { buildProject } from '../builders/projects.js';
import { buildResource } from '../builders/resources.js';
import { buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { startTestServer, type Answer, type TestServer } from '../support/test-server.js';

const paths = ['/v2/availability/dates', '/v2/availability/count', '/v2/unavailable/slots'];

describe('beside /v2/availability', () => {
  let server: TestServer;
  let tenant: BuiltTenant;
  let ann: Resource;
  let bo: Resource;

  beforeAll(async () => {
    server = await startTestServer();
    server.app.get(Clock).nowMs = () => Date.parse('2026-06-01T08:00:00Z');
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    tenant = await buildTenant(server);
    const constraints = [{ allow_hours: { start: 9, end: 12 } }, { block_weekends: {} }];
    ann = await buildResource(server, tenant, {
      name: 'Ann',
      timezone: 'UTC',
      availabilityConstraints: constraints,
    });
    bo = await buildResource(server, tenant, {
      name: 'Bo',
      timezone: 'UTC',
      availabilityConstraints: constraints,
    });
  });

  const ask = (path: string, body: object): Promise<Answer> =>
    server.request(path, { method: 'POST', basic: tenant.widgetSecret, body });

  const data = async (path: string, body: object) => {
    const answer = await ask(path, body);
    expect([answer.status, answer.text.slice(0, 500)]).toEqual([200, expect.anything()]);
    return answer.body.data;
  };

  // Friday to Monday.
  const days = { from: '2026-06-05T00:00:00Z', to: '2026-06-09T00:00:00Z' };

  describe('/dates', () => {
    it('answers the dates that have a slot, with everyone who has one', async () => {
      await buildOccupancy(server, ann, ['2026-06-05T09:00:00Z', '2026-06-05T12:00:00Z']);
      const named = { ...days, resources: [ann.id, bo.id] };
      expect(await data('/v2/availability/dates', named)).toEqual([
        { date: '2026-06-05', resources: [bo.id] },
        { date: '2026-06-08', resources: [ann.id, bo.id] },
      ]);
      expect(await data('/v2/availability/dates', { ...named, mode: 'mutual' })).toEqual([
        { date: '2026-06-08', resources: [ann.id, bo.id] },
      ]);
    });

    it('counts dates in the zone of the answer', async () => {
      const body = { ...days, resources: [ann.id], output_timezone: 'Pacific/Auckland' };
      const dates = await data('/v2/availability/dates', body);
      expect(dates.map(({ date }: { date: string }) => date)).toEqual(['2026-06-05', '2026-06-08']);
      const late = { ...body, from: '2026-06-05T11:00:00Z', timeslot_increments: '1 hour' };
      expect(
        await data('/v2/availability/dates', { ...late, output_timezone: 'Pacific/Kiritimati' }),
      ).toEqual([
        { date: '2026-06-06', resources: [ann.id] },
        { date: '2026-06-08', resources: [ann.id] },
        { date: '2026-06-09', resources: [ann.id] },
      ]);
    });

    it('names every date that a free interval touches', async () => {
      const always = await buildResource(server, tenant, { timezone: 'UTC' });
      const body = {
        resources: [always.id],
        length: null,
        from: '2026-06-05T22:00:00Z',
        to: '2026-06-07T22:00:00Z',
      };
      const dates = async (zone: string) =>
        (await data('/v2/availability/dates', { ...body, output_timezone: zone })).map(
          ({ date }: { date: string }) => date,
        );
      expect(await dates('UTC')).toEqual(['2026-06-05', '2026-06-06', '2026-06-07']);
      expect(await dates('Europe/Copenhagen')).toEqual(['2026-06-06', '2026-06-07']);
    });
  });

  describe('/count', () => {
    it('answers how many slots each date has, and all', async () => {
      await buildOccupancy(server, ann, ['2026-06-05T09:30:00Z', '2026-06-05T10:00:00Z']);
      const one = await ask('/v2/availability/count', { ...days, resources: [ann.id], length: '30 minutes' });
      expect(one.body).toEqual({
        data: [
          { date: '2026-06-05', count: 5 },
          { date: '2026-06-08', count: 6 },
        ],
        total: 11,
      });
      const both = await ask('/v2/availability/count', { ...days, length: '30 minutes' });
      expect(both.body.total).toBe(12);
    });

    it('counts more than one answer could hold', async () => {
      const always = await buildResource(server, tenant, { timezone: 'UTC' });
      const body = { resources: [always.id], length: '1 minute', to: '28 days' };
      expect((await ask('/v2/availability/count', body)).body.total).toBe(28 * 1440);
      expect((await ask('/v2/availability', body)).status).toBe(422);
    });
  });

  describe('/v2/unavailable/slots', () => {
    const monday = { from: '2026-06-08T00:00:00Z', to: '2026-06-09T00:00:00Z', length: '30 minutes' };
    const gone = async (body: object) =>
      (await data('/v2/unavailable/slots', { ...monday, ...body })).map(
        ({ start, end, resources }: { start: string; end: string; resources: { name: string }[] }) =>
          [start.slice(11, 16), end.slice(11, 16), ...resources.map(({ name }) => name)].join(' '),
      );

    it('answers the slots of the allowed hours that are taken, with those on whom they are', async () => {
      expect(await gone({})).toEqual([]);
      await buildOccupancy(server, ann, ['2026-06-08T09:10:00Z', '2026-06-08T10:00:00Z']);
      await buildOccupancy(server, bo, ['2026-06-08T08:00:00Z', '2026-06-08T09:05:00Z']);
      expect(await gone({ resources: [bo.id, ann.id] })).toEqual(['09:00 09:30 Bo Ann', '09:30 10:00 Ann']);
      expect(await gone({ resources: [ann.id], buffer: '15 minutes' })).toEqual([
        '09:00 09:30 Ann',
        '09:30 10:00 Ann',
        '10:00 10:30 Ann',
      ]);
    });

    it('answers what policies rule out', async () => {
      const project = await buildProject(
        server,
        tenant,
        {
          policies: { min_booking_notice: '7 days 3 hours' },
        },
        [ann],
      );
      expect(await gone({ project_id: project.id })).toEqual([
        '09:00 09:30 Ann',
        '09:30 10:00 Ann',
        '10:00 10:30 Ann',
        '10:30 11:00 Ann',
      ]);
    });

    it('is what availability leaves of the allowed hours', async () => {
      await buildOccupancy(server, ann, ['2026-06-08T09:40:00Z', '2026-06-08T11:10:00Z']);
      const body = { ...monday, resources: [ann.id], timeslot_increments: '10 minutes' };
      const [free, taken] = [await data('/v2/availability', body), await gone(body)];
      expect(free.length + taken.length).toBe(16);
      expect(await gone({ ...body, length: null })).toEqual(['09:40 11:10 Ann']);
    });
  });

  it.each(paths)('%s refuses what availability refuses, and ignores what it ignores', async (path) => {
    for (const [body, field] of [
      [{ to: '-1 day' }, 'to'],
      [{ resources: ['nobody'] }, 'resources.0'],
      [{ project_id: 'nothing' }, 'project_id'],
      [{ length: '0 minutes' }, 'length'],
      [{ timeslot_increments: '1 second', to: '6 months' }, 'timeslot_increments'],
    ] as const) {
      const answer = await ask(path, body);
      expect([answer.status, Object.keys(answer.body.errors ?? {})]).toEqual([422, [field]]);
    }
    expect((await ask(path, { ...days, explain: true, colour: 1 })).body.warnings).toEqual([
      'explain',
      'colour',
    ]);
    expect((await server.request(path, { method: 'POST', body: {} })).status).toBe(401);
  });
});
