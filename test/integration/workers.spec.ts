import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { compiledProduct, ServerProcess } from '../support/compiled-server.js';
import { send, startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/until.js';

const workers = 2;
/** Whole servers start here, on a machine that is busy with other suites. */
const startsWithinMs = 90_000;
const onPostgres = (globalThis as unknown as { dialect: string }).dialect === 'postgres';

describe(`countersign serve --workers ${workers}`, () => {
  let product: string;
  let witness: TestServer;
  let tenant: BuiltTenant;
  let server: ServerProcess;
  let url: string;

  beforeAll(async () => {
    product = compiledProduct();
    witness = await startTestServer();
    tenant = await buildTenant(witness);
    server = start('0');
    if (!onPostgres) return;
    await until('all workers listen', () => listeners().length >= workers, startsWithinMs);
    url = listeners()[0]?.['url'] as string;
  }, 2 * startsWithinMs);
  afterAll(async () => {
    server.kill('SIGKILL');
    await server.ended;
    await witness.close();
  });

  const start = (port: string) =>
    new ServerProcess(
      product,
      {
        PORT: port,
        DATABASE_URL: witness.testDatabase.url,
        COUNTERSIGN_MASTER_KEY: witness.configuration.masterKey ?? '',
        COUNTERSIGN_RATE_LIMIT_PER_MINUTE: '0',
      },
      ['--workers', String(workers)],
    );
  const listeners = () => server.lines.filter(({ message }) => message === 'listening');

  if (!onPostgres) {
    it('is refused on SQLite, and says what to do', async () => {
      expect(await server.ended).toEqual({ code: 1, signal: null });
      expect(server.output).toMatch(/^--workers needs PostgreSQL/m);
    });
    return;
  }

  const metricOf = async (name: string) => {
    const text = await (await fetch(`${url}/metrics`)).text();
    return Number(new RegExp(`^${name} (.+)$`, 'm').exec(text)?.[1]);
  };
  /** The processes that the supervisor started. */
  const children = (): number[] =>
    readFileSync(`/proc/${server.pid}/task/${server.pid}/children`, 'utf8').trim().split(' ').map(Number);

  it('serves one port by all of them, and tells the metrics of all whichever is asked', async () => {
    expect(children()).toHaveLength(workers);
    // One that is too busy to say is left out for once.
    await until('all are heard', async () => (await metricOf('countersign_processes')) === workers);
    const asked = 30;
    // Each on a connection of its own, so that the workers take turns.
    const answers = await Promise.all(
      Array.from({ length: asked }, () =>
        fetch(`${url}/v2/app`, {
          headers: { Authorization: `Bearer ${tenant.secret}`, Connection: 'close' },
        }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: asked }, () => 200));
    let counted = 0;
    await until('all are counted', async () => {
      const text = await (await fetch(`${url}/metrics`)).text();
      const count = /countersign_http_requests_total\{[^}]*route="\/v2\/app"[^}]*\} (\d+)/.exec(text)?.[1];
      counted = Number(count);
      return counted >= asked;
    });
    expect(counted).toBe(asked);
  });

  it(
    'puts another one in the place of one that was killed',
    async () => {
      const before = children();
      process.kill(before[1] as number, 'SIGKILL');
      await until(
        'another worker is there',
        () => {
          const now = children();
          return now.length === workers && !now.includes(before[1] as number);
        },
        startsWithinMs,
      );
      await until(
        'all workers are heard',
        async () => (await metricOf('countersign_processes')) === workers,
        startsWithinMs,
      );
      expect(server.output).toContain(`Worker ${before[1]} ended (SIGKILL); another one starts`);
      expect((await send(`${url}/v2/app`, { bearer: tenant.secret })).status).toBe(200);
    },
    2 * startsWithinMs,
  );

  it(
    'ends with one clear reason where workers cannot start',
    async () => {
      const second = start(new URL(url).port);
      expect(await second.ended).toEqual({ code: 1, signal: null });
      expect(second.output.match(/EADDRINUSE/g)).toHaveLength(1);
      expect(second.output).toContain('A worker ended before it listened');
    },
    startsWithinMs,
  );

  it('ends all of them in good order on SIGTERM, also after one was replaced', async () => {
    const running = fetch(`${url}/v2/app`, { headers: { Authorization: `Bearer ${tenant.secret}` } });
    expect((await running).status).toBe(200);
    server.kill('SIGTERM');
    expect(await server.ended).toEqual({ code: 0, signal: null });
    expect(server.lines.filter(({ message }) => message === 'ended')).toHaveLength(workers);
  });
});
