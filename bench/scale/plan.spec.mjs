import { describe, expect, it } from '@jest/globals';
import { goal, mix, planFor } from './plan.mjs';

const cost = (serverMicroseconds, databaseMicroseconds) => ({ serverMicroseconds, databaseMicroseconds });
const figures = {
  requests: Object.fromEntries(Object.keys(mix).map((name) => [name, cost(300, 150)])),
  connectionsPerProcess: 11,
  grown: { heapBytesPerBooking: 1000, indexBytesPerBooking: 2000 },
  largestShare: 0.05,
  oneMerchantCreates: 100,
  processBytes: 200,
  backendBytes: 10,
  walBytesPerCreate: 5000,
};

describe('planFor', () => {
  const plan = planFor(figures);

  it('has a mixture that is one whole', () => {
    expect(Object.values(mix).reduce((sum, share) => sum + share)).toBeCloseTo(1, 10);
  });

  it('multiplies costs by requests, and leaves two fifths of every processor free', () => {
    expect(plan.serverCores).toBeCloseTo(6, 9);
    expect(plan.processes).toBe(10);
    expect(plan.databaseCores).toBeCloseTo(3, 9);
    expect(plan.databaseCoresToHave).toBe(5);
  });

  it('weighs each kind of request by its share', () => {
    const requests = { ...figures.requests, 'create a booking': cost(10_300, 150) };
    expect(planFor({ ...figures, requests }).serverCores).toBeCloseTo(6 + 20_000 * 0.02 * 0.01, 9);
  });

  it('gives every process its connections and every booking its bytes, and the disk as much again', () => {
    expect([plan.connections, plan.connectionBytes, plan.serverMemoryBytes]).toEqual([110, 1100, 2000]);
    expect(plan.heapBytes + plan.indexBytes).toBe(goal.bookings * 3000);
    expect(plan.diskBytes).toBe(goal.bookings * 6000);
    expect(plan.walBytesPerSecond).toBeCloseTo(400 * 5000, 6);
  });

  it('names first what runs out first', () => {
    expect(plan.largestCreates).toBeCloseTo(20, 9);
    const times = plan.limits.map((limit) => limit.times);
    expect(times).toEqual([...times].sort((one, other) => one - other));
    expect(plan.limits.find(({ name }) => name.startsWith('bookings a second')).times).toBeCloseTo(5, 9);
    const slow = planFor({ ...figures, oneMerchantCreates: 1 });
    expect(slow.limits[0]).toEqual({
      name: 'bookings a second of the largest merchant',
      times: expect.closeTo(0.05, 9),
    });
  });
});
