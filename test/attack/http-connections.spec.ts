import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OBSERVATION, type Observation } from '../../src/observability/observation.js';
import { buildConfiguration, buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { converse, statusesIn, type Conversation } from '../support/conversation.js';
import { LogCapture } from '../support/log-capture.js';
import { sendBytes, sendTarget } from '../support/raw-http.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/until.js';

const log = new LogCapture();
let server: TestServer;
/** Has no patience with whoever takes their time. */
let hurried: TestServer;
let tenant: BuiltTenant;
let other: BuiltTenant;
let guest: BuiltTenant;
let token: string;

beforeAll(async () => {
  const timeouts = {
    headersMs: 1_500,
    requestMs: 3_000,
    idleMs: 4_000,
    keepAliveMs: 6_000,
    lookEveryMs: 100,
  };
  const environment = { COUNTERSIGN_LOG_LEVEL: 'info' };
  server = await startTestServer(environment, { logSink: log.sink });
  hurried = await startTestServer(environment, { logSink: log.sink, timeouts });
  guest = await buildTenant(hurried);
  tenant = await buildTenant(server);
  other = await buildTenant(server);
  token = (await buildConfiguration(server, tenant)).token({ id: 'ann', name: 'Ann' });
});
afterAll(() => Promise.all([server.close(), hurried.close()]));

const basic = (secret: string) => `Authorization: Basic ${Buffer.from(`:${secret}`).toString('base64')}`;
const host = 'Host: countersign.example';
const requestsRunning = ({ app }: TestServer) =>
  app.get<Observation>(OBSERVATION, { strict: false }).traffic.requestsRunning;
/** What whoever smuggles hopes to be answered: a page that everybody may see, or what the token before it opens. */
const hidden = `GET /v2/app HTTP/1.1\r\n${host}\r\n`;

describe('many requests on one connection', () => {
  it('are answered in their order, each to its own credential', async () => {
    const asked = Array.from({ length: 60 }, (_, n) => {
      const as = [basic(tenant.secret), basic(other.secret), 'X-Nobody: 1'][n % 3] as string;
      return `GET /v2/app HTTP/1.1\r\n${host}\r\nX-Request-Id: pipelined-${n}\r\n${as}\r\n${n === 59 ? 'Connection: close\r\n' : ''}\r\n`;
    });
    const { text } = await sendBytes(server.url, asked.join(''), 10_000);
    const answers = text.split(/(?=HTTP\/1\.1 \d{3} )/);
    expect(answers).toHaveLength(60);
    for (const [n, answer] of answers.entries()) {
      expect(answer.toLowerCase()).toContain(`x-request-id: pipelined-${n}\r\n`);
      const [mine, notMine] = n % 3 === 0 ? [tenant, other] : [other, tenant];
      expect([n, answer.includes(`"${mine.slug}"`)]).toEqual([n, n % 3 !== 2]);
      expect([n, answer.includes(notMine.slug)]).toEqual([n, false]);
      if (n % 3 === 2) expect(statusesIn(answer)).toEqual([401]);
    }
  });

  it('end at the first that cannot be read, and nothing behind it is heard', async () => {
    const good = `GET /v2/app HTTP/1.1\r\n${host}\r\n${basic(tenant.secret)}\r\n\r\n`;
    for (const bad of [
      'GET /v2/app HTTP/1.1\r\nHost: x\r\nBad Header: 1\r\n\r\n',
      'GARBAGE\r\n\r\n',
      `POST /v2/bookings HTTP/1.1\r\n${host}\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n`,
    ]) {
      const { text } = await sendBytes(server.url, good + bad + good.repeat(3), 3_000);
      // The answer before it may be lost with the connection, the ones behind it must be.
      const statuses = statusesIn(text);
      expect([bad, statuses.at(-1), statuses.filter((status) => status === 200).length <= 1]).toEqual([
        bad,
        400,
        true,
      ]);
    }
  });
});

describe('a request that two servers may read in two ways', () => {
  const post = `POST /v2/resources HTTP/1.1\r\n${host}\r\nContent-Type: application/json\r\n`;
  const get = `GET /v2/nothing HTTP/1.1\r\n${host}\r\n`;
  it.each([
    ['a chunk larger than any', `${post}Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n`],
    ['a chunk of a negative length', `${post}Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n`],
    ['a chunk length with 0x', `${post}Transfer-Encoding: chunked\r\n\r\n0x2\r\n{}\r\n0\r\n\r\n`],
    [
      'a chunk length with a blank before it',
      `${post}Transfer-Encoding: chunked\r\n\r\n 2\r\n{}\r\n0\r\n\r\n`,
    ],
    ['a chunk that is longer than it says', `${post}Transfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n`],
    ['chunks that end with bare line feeds', `${post}Transfer-Encoding: chunked\r\n\r\n2\n{}\n0\n\n`],
    [
      'a carriage return in a chunk extension',
      `${post}Transfer-Encoding: chunked\r\n\r\n2;a=\rb\r\n{}\r\n0\r\n\r\n`,
    ],
    [
      'a line feed in a chunk extension',
      `${post}Transfer-Encoding: chunked\r\n\r\n2;a\nb\r\n{}\r\n0\r\n\r\n`,
    ],
    [
      'an extension without end',
      `${post}Transfer-Encoding: chunked\r\n\r\n2;${'a'.repeat(40_000)}\r\n{}\r\n0\r\n\r\n`,
    ],
    ['a vertical tab before chunked', `${post}Transfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n`],
    ['chunked in quotes', `${post}Transfer-Encoding: "chunked"\r\n\r\n0\r\n\r\n`],
    ['chunked and something else', `${post}Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n`],
    [
      'two encodings',
      `${post}Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n{}`,
    ],
    ['chunked twice', `${post}Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n`],
    ['a length with white space inside', `${post}Content-Length: 2 2\r\n\r\n{}`],
    ['a length with a form feed', `${post}Content-Length: \u000c2\r\n\r\n{}`],
    ['a length of 30 digits', `${post}Content-Length: ${'9'.repeat(30)}\r\n\r\n{}`],
    ['lengths with a list', `${post}Content-Length: 2,2\r\n\r\n{}`],
    [
      'a header folded into the next line',
      `${post}X-A: 1\r\n Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n{}`,
    ],
    ['a header without a name', `${post}: 1\r\nContent-Length: 2\r\n\r\n{}`],
    [
      'a carriage return in a header',
      `${post}X-A: 1\rTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n{}`,
    ],
    ['a NUL in a header', `${post}X-A: 1\u0000\r\nContent-Length: 2\r\n\r\n{}`],
    ['a NUL in the name of a header', `${post}Content-Length\u0000: 20\r\nContent-Length: 2\r\n\r\n{}`],
    ['no Host', 'GET /v2/nothing HTTP/1.1\r\n\r\n'],
    ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['CONNECT', 'CONNECT elsewhere.example:443 HTTP/1.1\r\nHost: elsewhere.example:443\r\n\r\n'],
    ['a method in small letters', `get /v2/nothing HTTP/1.1\r\n${host}\r\n\r\n`],
    ['a tab in the request line', `GET\t/v2/nothing\tHTTP/1.1\r\n${host}\r\n\r\n`],
  ])('with %s ends the connection: what hides behind it is not answered', async (_title, bytes) => {
    const answer = await sendBytes(
      server.url,
      Buffer.from(`${bytes}${hidden}${basic(tenant.secret)}\r\n\r\n`, 'latin1'),
      1_000,
    );
    expect(answer.text).not.toContain(tenant.slug);
    for (const status of statusesIn(answer.text)) expect([400, 401, 404, 413]).toContain(status);
    expect((await server.request('/health/live')).status).toBe(200);
  });

  it.each([
    ['a request line with blanks too many', `GET  /v2/nothing  HTTP/1.1\r\n${host}\r\n\r\n`],
    ['a body of a GET', `${get}Content-Length: 2\r\n\r\n{}`],
    ['a body of a HEAD', `HEAD /v2/nothing HTTP/1.1\r\n${host}\r\nContent-Length: 2\r\n\r\n{}`],
    ['chunks of a GET', `${get}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`],
    ['a chunk extension', `${post}Transfer-Encoding: chunked\r\n\r\n2;a="b"\r\n{}\r\n0\r\n\r\n`],
    ['an expectation that nobody knows', `${get}Expect: the-unexpected\r\n\r\n`],
  ])('%s is read whole, and what comes behind it is a request of its own', async (_title, bytes) => {
    const last = `GET /health/live HTTP/1.1\r\n${host}\r\nConnection: close\r\n\r\n`;
    const { text } = await sendBytes(server.url, bytes + last, 5_000);
    const [first, second, ...more] = statusesIn(text);
    expect([[401, 404].includes(first ?? 0), second, more]).toEqual([true, 200, []]);
    expect(text).not.toMatch(/HTTP\/1\.1 (?:101|417)/);
    expect(text.toLowerCase().match(/x-request-id: /g)).toHaveLength(2);
  });

  it.each([
    [
      'an Upgrade to WebSocket',
      `${get}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: AA==\r\n\r\n`,
    ],
    [
      'an Upgrade to HTTP/2',
      `${get}Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n\r\n`,
    ],
  ])('%s is answered as if nothing of it had been said', async (_title, bytes) => {
    const { socket, heard } = converse(server.url, bytes);
    await until('it is answered', () => statusesIn(heard()).length === 1);
    socket.write(`GET /health/live HTTP/1.1\r\n${host}\r\n\r\n`);
    await until('what comes next is answered too', () => statusesIn(heard()).length === 2);
    expect(statusesIn(heard())).toEqual([404, 200]);
    socket.destroy();
  });

  it('does not take a credential from behind its chunks', async () => {
    const chunks = `2\r\n{}\r\n0\r\n${basic(tenant.secret)}\r\n__proto__: 1\r\n\r\n`;
    const { text } = await sendBytes(
      server.url,
      `${post}Transfer-Encoding: chunked\r\nTrailer: Authorization\r\nConnection: close\r\n\r\n${chunks}`,
    );
    expect(statusesIn(text)).toEqual([401]);
    expect(text).toContain('"credential_missing"');
  });
});

describe('headers', () => {
  it('by the thousand are read or refused, and a credential among them is not doubled', async () => {
    const many = (count: number) => Array.from({ length: count }, (_, n) => `h${n}: 1\r\n`).join('');
    for (const count of [100, 1_000, 1_990, 2_500, 3_000]) {
      const bytes = `GET /v2/app HTTP/1.1\r\n${host}\r\nConnection: close\r\n${basic(tenant.secret)}\r\n${many(count)}${basic(other.secret)}\r\n\r\n`;
      const { text } = await sendBytes(server.url, bytes);
      expect([count, text.includes(other.slug)]).toEqual([count, false]);
      expect([count, [200, 400, 431].includes(statusesIn(text)[0] ?? 0)]).toEqual([count, true]);
    }
  });

  it('of other names for the host or the caller lead nowhere', async () => {
    const evil = 'evil.example';
    await server.request('/v2/resources', {
      method: 'POST',
      basic: tenant.secret,
      body: { name: 'Ann', timezone: 'UTC' },
    });
    await server.request('/v2/resources', {
      method: 'POST',
      basic: tenant.secret,
      body: { name: 'Ben', timezone: 'UTC' },
    });
    const headers = {
      Authorization: basic(tenant.secret).replace('Authorization: ', ''),
      'X-Forwarded-Host': evil,
      'X-Forwarded-Proto': 'gopher',
      'X-Original-URL': '/v2/users',
      'X-Rewrite-URL': '/v2/users',
      Forwarded: `host=${evil};proto=gopher;for=127.0.0.1`,
      'X-Forwarded-Prefix': `//${evil}`,
    };
    const list = await sendTarget(server.url, '/v2/resources?limit=1', { headers });
    expect(list.status).toBe(200);
    expect(list.text).toContain('https://countersign.example/v2/resources?');
    expect(list.text).not.toMatch(/evil|gopher/);
    const foreign = await sendBytes(
      server.url,
      `GET /sso/${tenant.slug}?jwt=${token}&return_to=/ HTTP/1.1\r\nHost: ${evil}\r\nConnection: close\r\n\r\n`,
    );
    expect(foreign.status).toBe(303);
    expect(foreign.text).not.toContain(evil);
  });
});

describe('clients that take their time', () => {
  it('and say nothing at all are let go', async () => {
    const silent = Array.from({ length: 200 }, () => converse(hurried.url));
    const started = Date.now();
    await Promise.all(silent.map(({ closed }) => closed));
    expect(Date.now() - started).toBeLessThan(30_000);
  });

  it('between two requests are let go, after an answer that was whole', async () => {
    const { closed } = converse(hurried.url, `GET /health/live HTTP/1.1\r\n${host}\r\n\r\n`);
    const text = await closed;
    expect(statusesIn(text)).toEqual([200]);
  });

  it('and drip the head of a request, or its body, are let go while others are answered', async () => {
    const starts = [
      'GET /v2/me HTTP/1.1\r\n',
      `POST /v2/resources HTTP/1.1\r\n${host}\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n{`,
      `POST /v2/resources HTTP/1.1\r\n${host}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`,
    ];
    const slow = Array.from({ length: 300 }, (_, n) => ({
      ...converse(hurried.url, starts[n % 3] as string),
      drop: ['X: 1\r\n', ' ', '1\r\n \r\n'][n % 3] as string,
    }));
    const drip = setInterval(
      () => slow.forEach(({ socket, drop }) => socket.writable && socket.write(drop)),
      100,
    );
    for (let n = 0; n < 20; n += 1)
      expect((await hurried.request('/v2/app', { basic: guest.secret })).status).toBe(200);
    const answers = await Promise.all(slow.map(({ closed }) => closed));
    clearInterval(drip);
    for (const answer of answers) expect(statusesIn(answer).every((status) => status === 408)).toBe(true);
    expect(answers.filter((answer) => answer.includes('"request_timeout"')).length).toBeGreaterThan(150);
    await until('nothing runs any more', () => requestsRunning(hurried) === 0);
  });

  it('and never read what they asked for hold nothing for ever', async () => {
    const bytes = `GET /openapi.json HTTP/1.1\r\n${host}\r\n\r\n`.repeat(200);
    const deaf = Array.from({ length: 10 }, () => {
      const conversation = converse(hurried.url, bytes);
      conversation.socket.pause();
      return conversation;
    });
    expect((await hurried.request('/health/live')).status).toBe(200);
    await until('nothing runs any more', () => requestsRunning(hurried) === 0, 45_000);
    for (const { socket } of deaf) socket.destroy();
  });
});

describe('clients that go away', () => {
  it('in the middle of whatever they say leave nothing behind', async () => {
    const whole = `POST /v2/resources HTTP/1.1\r\n${host}\r\n${basic(tenant.secret)}\r\nContent-Type: application/json\r\nContent-Length: 33\r\n\r\n{"name":"Gone","timezone":"UTC"} `;
    const gone: Promise<unknown>[] = [];
    for (let n = 0; n < 300; n += 1) {
      const { socket, closed } = converse(server.url);
      socket.write(whole.slice(0, 1 + ((n * 7) % whole.length)));
      gone.push(closed);
      if (n % 3 === 0) socket.resetAndDestroy();
      else if (n % 3 === 1) socket.end();
      else setTimeout(() => socket.destroy(), n % 20);
    }
    await Promise.all(gone);
    await until('nothing runs any more', () => requestsRunning(server) === 0);
    expect(log.lines.filter(({ level }) => level === 'error' || level === 'fatal')).toEqual([]);
    expect((await server.request('/v2/app', { basic: tenant.secret })).status).toBe(200);
  });

  it('and only say no more hear the answer still', async () => {
    const { socket, closed } = converse(
      server.url,
      `GET /v2/app HTTP/1.1\r\n${host}\r\n${basic(tenant.secret)}\r\n\r\n`,
    );
    socket.end();
    expect(await closed).toContain(`"${tenant.slug}"`);
  });
});

describe('thousands of idle connections', () => {
  it('fill the places that there are and no more; whoever has one is answered, and the places come back', async () => {
    const http = hurried.app.getHttpServer();
    const places = http.maxConnections;
    expect(places).toBe(10_000);
    http.maxConnections = 1_000;
    const ping = `GET /health/live HTTP/1.1\r\n${host}\r\n\r\n`;
    const first = converse(hurried.url, ping);
    await until('the first is answered', () => statusesIn(first.heard()).length === 1);
    const keep = setInterval(() => first.socket.writable && first.socket.write(ping), 200);
    try {
      const idle: Conversation[] = [];
      let over = 0;
      // In steps: more at once than the system lets wait would be waited for by the system alone.
      while (idle.length < 1_200) {
        for (let n = 0; n < 100; n += 1) idle.push(converse(hurried.url));
        await Promise.all(idle.slice(-100).map(({ opened }) => opened));
        for (const { closed } of idle.slice(-100)) void closed.then(() => (over += 1));
      }
      await until('those without a place are sent away', () => over >= 201);
      const answered = statusesIn(first.heard()).length;
      await until('who has a place is answered', () => statusesIn(first.heard()).length > answered + 1);
      await Promise.all(idle.map(({ closed }) => closed));
      expect((await hurried.request('/health/live', { headers: { Connection: 'close' } })).status).toBe(200);
    } finally {
      clearInterval(keep);
      first.socket.destroy();
      http.maxConnections = places;
    }
  });
});

describe('the log of all this', () => {
  it('has no error in it, no secret and no token', () => {
    expect(log.lines.filter(({ level }) => level === 'error' || level === 'fatal')).toEqual([]);
    for (const secret of [tenant.secret, other.secret, guest.secret, token, basic(tenant.secret).slice(21)])
      expect(log.text).not.toContain(secret);
  });
});
