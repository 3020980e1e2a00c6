import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Principal } from '../access/principal.js';
import { Clock } from '../common/clock.js';
import { LocalBuckets } from './buckets.js';
import { DeviceLimits } from './device-limits.js';

const settings = {
  signsPerKeyPerMinute: 4,
  signsPerUserPerMinute: 2,
  attachesPerKeyPerMinute: 4,
  attachesPerUserPerMinute: 2,
};
const tenant = { id: 't' };
const app = { kind: 'app', tenant, credential: { id: 'k' } } as Principal;
const otherKey = { kind: 'app', tenant, credential: { id: 'l' } } as Principal;
const signed = { kind: 'device', tenant, credential: { id: 'k' }, signedUser: 'ann' } as Principal;
const stranger = { kind: 'device', tenant, credential: { id: 'k' }, signedUser: null } as Principal;

class Time extends Clock {
  now = 1_000_000;
  override nowMs = () => this.now;
}

describe('DeviceLimits', () => {
  let limits: DeviceLimits;
  let clock: Time;
  let headers: Record<string, string>;
  beforeEach(() => {
    clock = new Time();
    limits = new DeviceLimits(settings, clock, new LocalBuckets(), new LocalBuckets());
    headers = {};
  });
  const answer = { header: (name: string, value: string) => (headers[name] = value) };

  /** 'ok', or the name of the limit. */
  function tried(what: 'sign' | 'attach', caller: Principal, user: string, address = '203.0.113.1'): string {
    try {
      limits[what](caller, user, () => address, answer);
      return 'ok';
    } catch (error) {
      const { code, options } = error as { code: string; options: { reason: string } };
      return `${code} ${options.reason}`;
    }
  }
  const often = (times: number, ...asked: Parameters<typeof tried>) =>
    Array.from({ length: times }, () => tried(...asked));
  const [perUser, perKey] = ['rate_limited attaches_per_user', 'rate_limited attaches_per_key'];

  it('throttles a user, and nobody else', () => {
    expect(often(3, 'attach', app, 'ann')).toEqual(['ok', 'ok', perUser]);
    expect(often(2, 'attach', app, 'ben')).toEqual(['ok', 'ok']);
  });

  it('lets no user empty the key: what a user is refused costs the key nothing', () => {
    expect(often(50, 'attach', app, 'ann').filter((found) => found === 'ok')).toHaveLength(2);
    expect(often(2, 'attach', app, 'ben')).toEqual(['ok', 'ok']);
    expect(tried('attach', app, 'cid')).toBe(perKey);
    expect(tried('attach', otherKey, 'cid')).toBe('ok');
  });

  it('counts a user over all keys and devices that are proven', () => {
    expect([
      tried('attach', app, 'ann'),
      tried('attach', signed, 'ann', '203.0.113.2'),
      tried('attach', otherKey, 'ann'),
    ]).toEqual(['ok', 'ok', perUser]);
  });

  it('lets strangers shut out nobody but who is at their address', () => {
    expect(often(3, 'attach', stranger, 'ann')).toEqual(['ok', 'ok', perUser]);
    expect(often(3, 'attach', stranger, 'ben')).toEqual(['ok', 'ok', perUser]);
    expect(tried('attach', stranger, 'cid')).toBe(perKey);
    expect(tried('attach', stranger, 'cid', '203.0.113.2')).toBe('ok');
    expect(tried('attach', signed, 'ann')).toBe('ok');
    expect(tried('attach', app, 'ben')).toBe('ok');
  });

  it('tells users of one tenant from those of another, and signing from attaching', () => {
    expect(often(2, 'attach', app, 'ann')).toEqual(['ok', 'ok']);
    expect(tried('sign', app, 'ann')).toBe('ok');
    const elsewhere = { kind: 'app', tenant: { id: 'u' }, credential: { id: 'm' } } as Principal;
    expect(tried('attach', elsewhere, 'ann')).toBe('ok');
  });

  it('refills, and says when', () => {
    expect(often(3, 'sign', app, 'ann')).toEqual(['ok', 'ok', 'rate_limited signs_per_user']);
    expect(headers).toEqual({
      'RateLimit-Policy': '"signs_per_user";q=2;w=60',
      RateLimit: '"signs_per_user";r=0;t=60',
    });
    clock.now += 30_000;
    expect(tried('sign', app, 'ann')).toBe('ok');
  });

  it('is off at 0', () => {
    const off = Object.fromEntries(Object.keys(settings).map((name) => [name, 0])) as typeof settings;
    limits = new DeviceLimits(off, clock, new LocalBuckets(), new LocalBuckets());
    expect(new Set(often(100, 'attach', stranger, 'ann'))).toEqual(new Set(['ok']));
    expect(headers).toEqual({});
  });
});
