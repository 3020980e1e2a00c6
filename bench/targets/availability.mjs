import { randomBytes } from 'node:crypto';
import { built } from '../lib/built.mjs';
import { answerQuestions } from '../lib/processes.mjs';
import { benchConfiguration, seed } from '../lib/seeding.mjs';

const halfHour = 1_800_000;
const zones = ['Europe/Copenhagen', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu'];

/**
 * The product with one merchant and, for each of `sets`, `resources` of their own with so many half-hour bookings in
 * the `days` from `from` on, spread evenly over resources and at random over time. Answers its address, a key, and the ids.
 */
async function start({ databaseUrl, sets, resources, from, days }) {
  const { serve } = await built('main');
  const configuration = await benchConfiguration({
    DATABASE_URL: databaseUrl,
    COUNTERSIGN_MASTER_KEY: randomBytes(32).toString('base64'),
  });
  const { key, ids } = await seed(configuration, [], async ({ apiKeys, database }, tenant) => {
    const { secret } = await apiKeys.create(tenant.id, { type: 'api' });
    const ids = [];
    for (const bookings of sets) {
      const facts = { tenantId: tenant.id, count: resources, perResource: bookings / resources, from, days };
      ids.push(await fill(database, facts));
    }
    return { key: secret, ids };
  });
  const app = await serve(configuration);
  return { url: await app.getUrl(), key, ids };
}

async function fill(database, { tenantId, count, perResource, from, days }) {
  const { newId } = await built('common/ids');
  const { Resource } = await built('resources/resource.entity');
  const { Booking } = await built('bookings/booking.entity');
  const { Occupancy } = await built('occupancy/occupancy.entity');
  const at = Date.now();
  const resources = Array.from({ length: count }, (_, index) => ({
    ...{ tenantId, id: newId(), name: `Chair ${index}`, timezone: zones[index % zones.length] },
    ...{ tags: [], meta: {}, availabilityConstraints: [], policies: {}, createdAt: at, updatedAt: at },
  }));
  const bookings = resources.flatMap(({ id }) =>
    chosen(days * 48, perResource).map((place) => ({
      ...{ tenantId, id: newId(), graph: 'instant', state: 'confirmed', completed: false, resourceId: id },
      ...{ startsAt: from + place * halfHour, endsAt: from + (place + 1) * halfHour, version: 1 },
      ...{
        customers: [],
        meta: {},
        settings: {},
        createdAt: at,
        updatedAt: at,
        bufferBefore: 0,
        bufferAfter: 0,
      },
    })),
  );
  const occupancies = bookings.map(({ id, resourceId, startsAt, endsAt }) => ({
    ...{ tenantId, bookingId: id, resourceId, startsAt, endsAt, exclusive: true },
    ...{ bufferBefore: 0, bufferAfter: 0, until: null },
  }));
  await database.write(async ({ manager }) => {
    await manager.insert(Resource, resources);
    for (let index = 0; index < bookings.length; index += 200) {
      await manager.insert(Booking, bookings.slice(index, index + 200));
      await manager.insert(Occupancy, occupancies.slice(index, index + 200));
    }
    if (database.dialect === 'postgres') await manager.query('ANALYZE occupancies');
  });
  return resources.map(({ id }) => id);
}

/** `count` different numbers below `limit`. */
function chosen(limit, count) {
  const numbers = new Set();
  while (numbers.size < count) numbers.add(Math.floor(Math.random() * limit));
  return [...numbers];
}

answerQuestions({ start });
