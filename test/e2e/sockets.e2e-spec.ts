import { connect, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { defaultTimeouts } from '../../src/http/server-options.js';
import { OBSERVATION, type Observation } from '../../src/observability/observation.js';
import { UsersService } from '../../src/users/users.service.js';
import { buildTenant } from '../builders/tenancy.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/until.js';

interface Conversation {
  readonly socket: Socket;
  /** All that came back, once the server has closed. */
  readonly closed: Promise<string>;
}

function converse(server: TestServer, bytes: string): Conversation {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname, () => socket.write(bytes));
  let answer = '';
  socket.on('data', (data) => (answer += data.toString()));
  socket.on('error', () => undefined);
  return { socket, closed: new Promise((resolve) => socket.on('close', () => resolve(answer))) };
}

/** How many connections the server has. */
const countOf = (server: TestServer) =>
  new Promise<number>((resolve, reject) =>
    (server.app.getHttpServer() as Server).getConnections((error, count) =>
      error === null ? resolve(count) : reject(error),
    ),
  );

const timed = async <T>(work: Promise<T>): Promise<{ result: T; ms: number }> => {
  const started = Date.now();
  return { result: await work, ms: Date.now() - started };
};

describe('time-outs', () => {
  // Long enough for requests that are not slow on purpose, on a machine that is.
  const timeouts = { headersMs: 1_000, requestMs: 2_000, lookEveryMs: 50 };
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({}, { timeouts });
  });
  afterAll(() => server.close());

  it('end a client that drips its headers, with 408', async () => {
    const { socket, closed } = converse(server, 'GET /v2/me HTTP/1.1\r\nHost: x\r\n');
    const drip = setInterval(() => socket.write('X-Drip: 1\r\n'), 50);
    const { result, ms } = await timed(closed);
    clearInterval(drip);
    expect(result).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
    expect(result).toContain('"code":"request_timeout"');
    expect(ms).toBeLessThan(defaultTimeouts.headersMs);
  });

  it('end a client that drips its body', async () => {
    const { socket, closed } = converse(
      server,
      'PUT /v2/me HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n{',
    );
    const drip = setInterval(() => socket.write(' '), 50);
    const { result, ms } = await timed(closed);
    clearInterval(drip);
    expect(result).toMatch(/^HTTP\/1\.1 408 /);
    expect(ms).toBeGreaterThan(timeouts.headersMs + 500);
    expect(ms).toBeLessThan(defaultTimeouts.headersMs);
  });

  it('leave other clients alone meanwhile', async () => {
    const slow = Array.from({ length: 50 }, () => converse(server, 'GET /v2/me HTTP/1.1\r\n'));
    expect((await server.request('/health/live')).status).toBe(200);
    await Promise.all(slow.map(({ closed }) => closed));
  });
});

describe('the number of sockets', () => {
  it('has a limit, beyond which connections are closed without an answer', async () => {
    const server = await startTestServer({ COUNTERSIGN_MAX_CONNECTIONS: '3' });
    try {
      const held = Array.from({ length: 3 }, () =>
        converse(server, 'GET /health/live HTTP/1.1\r\nHost: x\r\n'),
      );
      await until('they are connected', async () => (await countOf(server)) === 3);
      expect(await converse(server, 'GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n').closed).toBe('');
      held[0]?.socket.destroy();
      await until('one is gone', async () => (await countOf(server)) === 2);
      expect((await server.request('/health/live', { headers: { Connection: 'close' } })).status).toBe(200);
      for (const { socket } of held) socket.destroy();
    } finally {
      await server.close();
    }
  });
});

const slowList = (server: TestServer) => {
  let answer = (): void => undefined;
  const spy = jest
    .spyOn(server.app.get(UsersService, { strict: false }), 'list')
    .mockReturnValue(new Promise((resolve) => (answer = () => resolve({ rows: [], total: 0 }))));
  const asked = async () => {
    while (spy.mock.calls.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  return { asked, answer: () => answer() };
};

describe('closing', () => {
  it('lets a running request end and takes no new connection', async () => {
    const server = await startTestServer();
    const tenant = await buildTenant(server);
    const slow = slowList(server);
    const running = converse(
      server,
      `GET /v2/users HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${tenant.secret}\r\n\r\n`,
    );
    await slow.asked();
    const closing = server.close();
    const comesIn = () =>
      server.request('/health/live', { headers: { Connection: 'close' } }).then(
        () => true,
        () => false,
      );
    await until('nobody comes in any more', async () => !(await comesIn()));
    slow.answer();
    const ended = await running.closed;
    expect(ended).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(ended.toLowerCase()).toContain('connection: close');
    await closing;
  });

  it('waits for no connection on which nothing runs', async () => {
    const graceMs = 40_000;
    const server = await startTestServer({}, { graceMs });
    const open = [converse(server, ''), converse(server, 'GET /v2/me HTTP/1.1\r\n')];
    await until('they are connected', async () => (await countOf(server)) === open.length);
    const { ms } = await timed(server.app.close());
    expect(ms).toBeLessThan(graceMs);
    await Promise.all(open.map(({ closed }) => closed));
    await server.testDatabase.remove();
  });

  it('ends a request that takes longer than the grace', async () => {
    const server = await startTestServer({}, { graceMs: 300 });
    const tenant = await buildTenant(server);
    const slow = slowList(server);
    const running = converse(
      server,
      `GET /v2/users HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${tenant.secret}\r\n\r\n`,
    );
    await slow.asked();
    const { ms } = await timed(server.app.close());
    expect(await running.closed).toBe('');
    expect(ms).toBeGreaterThanOrEqual(280);
    expect(ms).toBeLessThan(10_000);
    await server.testDatabase.remove();
  });
});

describe('requests that wait behind another one on their connection', () => {
  it('are over when the connection is gone, though their answers never began', async () => {
    const server = await startTestServer();
    try {
      const tenant = await buildTenant(server);
      const slow = slowList(server);
      const head = (path: string) =>
        `GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${tenant.secret}\r\n\r\n`;
      const { traffic } = server.app.get<Observation>(OBSERVATION, { strict: false });
      const running = async (count: number) => {
        while (traffic.requestsRunning !== count) await new Promise((resolve) => setTimeout(resolve, 5));
      };
      const gone = converse(server, head('/v2/users') + head('/v2/app') + head('/v2/app'));
      await slow.asked();
      await running(3);
      gone.socket.destroy();
      await running(0);
      slow.answer();
    } finally {
      await server.close();
    }
  });
});
