import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { compiledProduct, ServerProcess } from '../support/compiled-server.js';
import { dialect, makeMigratedDatabase, type TestDatabase } from '../support/test-database.js';
import { migrateTestDatabase } from '../support/test-server.js';
import { until } from '../support/until.js';

describe('a server that is told to end', () => {
  let product: string;
  let testDatabase: TestDatabase;
  let server: ServerProcess;
  let url: URL;

  beforeAll(() => {
    product = compiledProduct();
  });

  beforeEach(async () => {
    testDatabase = await makeMigratedDatabase(migrateTestDatabase);
    server = new ServerProcess(product, {
      PORT: '0',
      DATABASE_URL: testDatabase.url,
      COUNTERSIGN_MASTER_KEY: randomBytes(32).toString('base64'),
    });
    url = new URL((await server.line('listening'))['url'] as string);
  });
  afterEach(async () => {
    server.kill('SIGKILL');
    await server.ended;
    await testDatabase.remove();
  });

  /** A request whose body is still on its way, and all that comes back. */
  async function startSlowRequest(): Promise<{ socket: Socket; answer: Promise<string> }> {
    const socket = connect(Number(url.port), url.hostname);
    let text = '';
    socket.on('data', (data) => (text += data.toString()));
    socket.on('error', () => undefined);
    const answer = new Promise<string>((resolve) => socket.on('close', () => resolve(text)));
    socket.write(
      'PUT /v2/me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer a-secret-of-nobody\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{',
    );
    // Answered on another connection afterwards: by then the first has arrived.
    expect((await fetch(new URL('/health/live', url))).status).toBe(200);
    return { socket, answer };
  }

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`by ${signal} answers what is running, takes nothing new, writes its log and exits with 0`, async () => {
      const { socket, answer } = await startSlowRequest();
      server.kill(signal);
      await server.line('shutting down');
      const isRefused = () =>
        fetch(new URL('/health/live', url)).then(
          () => false,
          () => true,
        );
      // Twice: the first may break with a connection that was open still.
      await until('nothing new is taken', async () => (await isRefused()) && (await isRefused()));
      socket.write('}');
      // The database still answers: an unknown secret is refused, not a failure.
      expect(await answer).toMatch(/^HTTP\/1\.1 401 [^]*"code":"token_rejected"/);
      expect(await server.ended).toEqual({ code: 0, signal: null });
      expect(server.lines.find((line) => line['route'] === '/v2/me')).toMatchObject({
        status: 401,
        method: 'PUT',
      });
      expect(server.lines.at(-1)).toMatchObject({ message: 'ended' });
      if (testDatabase.target.dialect === 'sqlite') {
        expect(existsSync(testDatabase.target.file)).toBe(true);
        expect(existsSync(`${testDatabase.target.file}-wal`)).toBe(false);
      }
    });
  }

  it('ends at once at a second signal', async () => {
    await startSlowRequest();
    server.kill('SIGTERM');
    await server.line('shutting down');
    const started = Date.now();
    server.kill('SIGTERM');
    expect(await server.ended).toEqual({ code: 143, signal: null });
    // The request that runs would have been waited for, for ten seconds.
    expect(Date.now() - started).toBeLessThan(8_000);
  });

  it('is ended for a request that never ends after ten seconds', async () => {
    const { answer } = await startSlowRequest();
    const started = Date.now();
    server.kill('SIGTERM');
    expect(await server.ended).toEqual({ code: 0, signal: null });
    expect(await answer).toBe('');
    expect(Date.now() - started).toBeGreaterThan(9_500);
    expect(Date.now() - started).toBeLessThan(25_000);
  });

  it('had started in a few seconds, with a schema that was up to date', async () => {
    const { started_in_ms } = await server.line('listening');
    expect(started_in_ms).toEqual(expect.any(Number));
    expect(started_in_ms as number).toBeLessThan(30_000);
  });

  it(`writes nothing but JSON and one greeting (${dialect})`, async () => {
    server.kill('SIGTERM');
    await server.ended;
    const others = server.output.split('\n').filter((line) => line !== '' && !line.startsWith('{'));
    expect(others.length).toBeLessThanOrEqual(1);
  });
});
