import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Readiness } from '../../src/health/readiness.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/until.js';

describe('health', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());

  it('live answers without a credential, and no cache keeps it', async () => {
    const answer = await server.request('/health/live');
    expect([answer.status, answer.body]).toEqual([200, { status: 'ok' }]);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('ready says that the database answers and its schema is up to date', async () => {
    const answer = await server.request('/health/ready');
    expect([answer.status, answer.body]).toEqual([
      200,
      { status: 'ok', checks: { database: 'up', migrations: 'up' } },
    ]);
  });

  it('ready asks the database once for a crowd of askers', async () => {
    const read = jest.spyOn(server.database, 'read');
    await new Promise((resolve) => setTimeout(resolve, 600));
    read.mockClear();
    const started = Date.now();
    const answers = await Promise.all(Array.from({ length: 50 }, () => server.request('/health/ready')));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    // The server's own work reads as well. Once per half a second, however long a busy machine takes for the crowd.
    const looks = read.mock.calls.filter(([work]) => String(work).includes('SELECT 1')).length;
    expect(looks).toBeGreaterThan(0);
    expect(looks).toBeLessThanOrEqual(1 + Math.ceil((Date.now() - started) / 500));
    read.mockRestore();
  });

  it('ready turns to 503 when the database is away, saying nothing about why, and back; live stays', async () => {
    await new Promise((resolve) => setTimeout(resolve, 600));
    const read = jest
      .spyOn(server.database, 'read')
      .mockRejectedValue(new Error('connect ECONNREFUSED MARK-10.0.0.7'));
    const answer = await server.request('/health/ready');
    expect((await server.request('/health/live')).status).toBe(200);
    read.mockRestore();
    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject({
      code: 'database_unavailable',
      checks: { database: 'down', migrations: 'up' },
    });
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(answer.text).not.toMatch(/MARK|ECONN/);
    await until('it is ready again', async () => (await server.request('/health/ready')).status === 200);
  });

  it('ready does not wait for a database that never answers', async () => {
    await new Promise((resolve) => setTimeout(resolve, 600));
    const read = jest.spyOn(server.database, 'read').mockReturnValue(new Promise(() => undefined));
    const started = Date.now();
    const answer = await server.request('/health/ready');
    read.mockRestore();
    expect(answer.status).toBe(503);
    // It waits for two seconds; what a busy machine adds is not its own.
    expect(Date.now() - started).toBeLessThan(10_000);
    await new Promise((resolve) => setTimeout(resolve, 600));
  });

  it('ready is 503 where the schema misses a migration', async () => {
    const other = await startTestServer();
    try {
      await other.database.write(({ manager }) => manager.query('DELETE FROM migrations'));
      const answer = await other.request('/health/ready');
      expect(answer.status).toBe(503);
      expect(answer.body).toMatchObject({
        code: 'database_unavailable',
        checks: { database: 'up', migrations: 'down' },
      });
    } finally {
      await other.close();
    }
  });

  it('ready is 503 shutting_down once the server is told to end', async () => {
    const other = await startTestServer();
    try {
      other.app.get(Readiness, { strict: false }).beforeApplicationShutdown();
      const answer = await other.request('/health/ready');
      expect([answer.status, answer.body.code]).toEqual([503, 'shutting_down']);
    } finally {
      await other.close();
    }
  });
});
