import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { FairLanes } from '../../src/common/fair-lanes.js';
import { LoopQueue } from '../../src/common/loop-queue.js';
import { mostWaiting, SlowVerifications } from '../../src/federation/slow-verifications.js';
import {
  buildConfiguration,
  buildTenant,
  type BuiltConfiguration,
  type BuiltTenant,
} from '../builders/tenancy.js';
import { serviceOf } from '../support/services-of.js';
import { startTestServer, type Answer, type TestServer } from '../support/test-server.js';
import { untilQuiet } from '../support/until-quiet.js';
import { until } from '../support/until.js';

const floodSize = 300;

describe('a flood of forged ES512 tokens from many addresses', () => {
  let server: TestServer;
  let tenant: BuiltTenant;
  let flooded: BuiltConfiguration;
  let other: BuiltConfiguration;
  let genuineSignature: string;

  beforeAll(async () => {
    server = await startTestServer({
      COUNTERSIGN_AUTH_FAILURES_PER_MINUTE: '120',
      COUNTERSIGN_TRUST_PROXY: 'true',
    });
    tenant = await buildTenant(server);
    flooded = await buildConfiguration(server, tenant, { algorithm: 'ES512' });
    other = await buildConfiguration(server, await buildTenant(server), { algorithm: 'ES512' });
    genuineSignature = flooded.token().split('.')[2] as string;
  });
  afterAll(() => server.close());

  /** A signature of the right form over something else costs as much as a right one. */
  function forged(number: number): string {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    return `${part({ alg: 'ES512', kid: flooded.kid })}.${part({ id: `mallory ${number}` })}.${genuineSignature}`;
  }
  const ask = (bearer: string, address: string) =>
    server.request('/v2/me', { bearer, headers: { 'X-Forwarded-For': address } });
  const flood = (): Promise<Answer>[] =>
    Array.from({ length: floodSize }, (_, number) =>
      ask(forged(number), `198.51.${number >> 8}.${number & 255}`),
    );
  const counted = (answers: readonly Answer[], wanted: number) =>
    answers.filter(({ status }) => status === wanted).length;
  /** The answers to a flood of which nothing is verified before as many as there is no room for have been sent away, however fast they come. */
  async function floodedAtOnce(ask: () => Promise<Answer>[]): Promise<Answer[]> {
    const { lanes } = serviceOf(server, SlowVerifications) as unknown as { lanes: FairLanes };
    let letGo = (): void => undefined;
    const work = () => new Promise<void>((resolve) => (letGo = resolve));
    const held = lanes.run(flooded.kid, { work, restMs: () => 0 });
    let sentAway = 0;
    const flooding = ask().map(async (asked) => {
      const answer = await asked;
      if (answer.status === 503) sentAway += 1;
      return answer;
    });
    await until('there is no more room', () => sentAway >= floodSize - mostWaiting, 50_000);
    letGo();
    await held;
    return Promise.all(flooding);
  }

  it('gets so many verified as its configuration’s turns allow, and no more; others go on', async () => {
    await untilQuiet(server);
    const known = flooded.token({ id: 'known' });
    expect((await ask(known, '203.0.113.1')).status).toBe(200);
    const from = performance.now();
    const flooding = flood();
    const [remembered, foreign] = await Promise.all([
      ask(known, '203.0.113.1'),
      ask(other.token({ id: 'ann' }), '203.0.113.2'),
    ]);
    const answers = await Promise.all(flooding);
    const tookMs = performance.now() - from;
    expect([remembered.status, foreign.status]).toEqual([200, 200]);
    expect(counted(answers, 401) + counted(answers, 503)).toBe(floodSize);
    expect(counted(answers, 401)).toBeGreaterThanOrEqual(mostWaiting);
    // Each rests its configuration for ten milliseconds.
    expect(counted(answers, 401)).toBeLessThanOrEqual(tookMs / 10 + 1);
  });

  it('is told to come back, and that counts as no failure of its address', async () => {
    const refused = (await floodedAtOnce(flood)).filter(({ status }) => status === 503);
    expect(refused.length).toBeGreaterThanOrEqual(floodSize - mostWaiting);
    for (const { body, headers } of refused) {
      expect(body).toMatchObject({ code: 'verification_busy', status: 503 });
      expect(headers.get('retry-after')).toBe('1');
    }
  });

  it('keeps out no user of that merchant who comes from an address that has not failed', async () => {
    const wave = await Promise.all(flood());
    expect(counted(wave, 401)).toBeGreaterThan(0);
    const failed = wave.flatMap(({ status }, number) => (status === 401 ? [number] : []));
    // Only addresses that have failed now, more than may wait.
    const again = Array.from({ length: floodSize }, (_, index) => failed[index % failed.length] as number);
    const flooding = again.map((number) => ask(forged(number), `198.51.${number >> 8}.${number & 255}`));
    const honest = await Promise.all(
      ['eve', 'fay', 'gus'].map((id, index) => ask(flooded.token({ id }), `203.0.113.${10 + index}`)),
    );
    expect(honest.map(({ status }) => status)).toEqual([200, 200, 200]);
    const answers = await Promise.all(flooding);
    expect(counted(answers, 401) + counted(answers, 503) + counted(answers, 429)).toBe(floodSize);
  });

  it('goes on one by one from addresses that have failed, and others go at once', async () => {
    const inTurn = jest.spyOn(LoopQueue.prototype, 'next');
    const address = '203.0.113.77';
    expect((await ask(forged(1), address)).status).toBe(401);
    expect(inTurn).toHaveBeenCalledTimes(0);
    await Promise.all([ask(forged(2), address), ask(forged(3), address), ask(forged(4), address)]);
    expect(inTurn).toHaveBeenCalledTimes(3);
    // Whoever shares that address and is known waits for none of them, whoever is new for a turn alone.
    const shared = flooded.token({ id: 'hal' });
    expect((await ask(shared, address)).status).toBe(200);
    expect((await ask(shared, address)).status).toBe(200);
    expect(inTurn).toHaveBeenCalledTimes(4);
    expect((await ask(flooded.token({ id: 'ida' }), '203.0.113.78')).status).toBe(200);
    expect(inTurn).toHaveBeenCalledTimes(4);
    inTurn.mockRestore();
  });

  it('is worth nothing at the door of browsers either', async () => {
    const answers = await floodedAtOnce(() =>
      Array.from({ length: floodSize }, (_, number) =>
        server.request(`/sso/${tenant.slug}?jwt=${forged(number)}`, {
          headers: { 'X-Forwarded-For': `198.52.${number >> 8}.${number & 255}`, Accept: 'application/json' },
        }),
      ),
    );
    expect([counted(answers, 401), counted(answers, 503)]).toEqual([mostWaiting, floodSize - mostWaiting]);
  });
});
