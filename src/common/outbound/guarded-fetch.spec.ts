import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import { testCertificate, testCertificateKey } from '../../../test/support/test-tls.js';
import type { AddressResolver } from './address-resolver.js';
import { guardedFetch } from './guarded-fetch.js';
import { OutboundRefused } from './outbound.errors.js';
import type { GuardedFetchOptions, GuardedRequest } from './outbound-request.js';

const LIMIT = 256 * 1024;
const open: Server[] = [];
const sockets = new Set<Socket>();

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await Promise.all(open.splice(0).map((server) => new Promise((done) => server.close(done))));
});

async function serve(listener: RequestListener, tls = false): Promise<number> {
  const server = tls
    ? createTlsServer({ cert: testCertificate, key: testCertificateKey }, listener)
    : createServer(listener);
  server.on('connection', (socket: Socket) => sockets.add(socket));
  open.push(server);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return (server.address() as AddressInfo).port;
}

/** A server that answers every connection with these bytes and keeps it open, or ends it where there are some. */
async function serveBytes(script: string): Promise<number> {
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    if (script !== '') socket.once('data', () => socket.end(script));
  });
  open.push(server);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return (server.address() as AddressInfo).port;
}

const loose: GuardedFetchOptions = { allowPrivate: true, timeoutMs: 10_000, maxBytes: LIMIT };
const strict: GuardedFetchOptions = { ...loose, allowPrivate: false };

/** The reason of a refusal; an answer or any other error fails the test. */
async function refusal(
  url: string,
  options: Partial<GuardedFetchOptions> = {},
  request: GuardedRequest = {},
) {
  try {
    await guardedFetch(url, request, { ...loose, ...options });
  } catch (error) {
    if (error instanceof OutboundRefused) return error.reason;
    throw error;
  }
  throw new Error('the request was answered');
}

const answers =
  (...addresses: string[]): AddressResolver =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

describe('guardedFetch: which addresses are asked', () => {
  it.each([
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://127.1/',
    'https://0/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://169.254.169.254/latest/meta-data/',
    'https://10.0.0.1/',
    'https://[fd00:ec2::254]/',
  ])('refuses %s without asking any resolver', async (url) => {
    const resolve: AddressResolver = () => Promise.reject(new Error('asked'));
    expect(await refusal(url, { ...strict, resolve })).toBe('address_not_public');
  });

  it('does not connect when one address among public ones is private', async () => {
    let connections = 0;
    const port = await serve(() => (connections += 1));
    const resolve = answers('8.8.8.8', '127.0.0.1', '2606:4700:4700::1111');
    expect(await refusal(`https://keys.test:${port}/`, { ...strict, resolve })).toBe('address_not_public');
    expect(connections).toBe(0);
  });

  it.each(['localhost', 'localhost.', 'keys.localhost'])(
    'refuses %s when it resolves to loopback',
    async (name) => {
      expect(await refusal(`https://${name}/`, { ...strict, resolve: answers('::1') })).toBe(
        'address_not_public',
      );
    },
  );

  it('refuses a resolver answer that is not an address', async () => {
    expect(await refusal('https://keys.test/', { ...strict, resolve: answers('keys.test') })).toBe(
      'address_not_public',
    );
  });

  it('resolves a name once and connects to that answer, whatever a second one would say', async () => {
    const port = await serve((_request, response) => response.end('{}'), true);
    let asked = 0;
    const resolve: AddressResolver = async () => {
      asked += 1;
      return [{ address: asked === 1 ? '127.0.0.1' : '192.0.2.1', family: 4 }];
    };
    const answer = await guardedFetch(
      `https://keys.test:${port}/`,
      {},
      { ...loose, resolve, ca: testCertificate },
    );
    expect(answer.status).toBe(200);
    expect(asked).toBe(1);
  });

  it('keeps the name for TLS and Host while the connection goes to the address', async () => {
    let seen: IncomingMessage | undefined;
    const port = await serve((request, response) => {
      seen = request;
      response.end('{}');
    }, true);
    await guardedFetch(
      `https://keys.test:${port}/a?b=c`,
      {},
      { ...loose, resolve: answers('127.0.0.1'), ca: testCertificate },
    );
    expect(seen?.headers.host).toBe(`keys.test:${port}`);
    expect(seen?.url).toBe('/a?b=c');
    expect((seen?.socket as unknown as { servername: string }).servername).toBe('keys.test');
  });

  it('refuses a certificate of another name', async () => {
    const port = await serve((_request, response) => response.end('{}'), true);
    const options = { resolve: answers('127.0.0.1'), ca: testCertificate };
    expect(await refusal(`https://other.test:${port}/`, options)).toBe('tls_failed');
  });

  it('refuses a certificate that nobody vouches for', async () => {
    const port = await serve((_request, response) => response.end('{}'), true);
    expect(await refusal(`https://keys.test:${port}/`, { resolve: answers('127.0.0.1') })).toBe('tls_failed');
  });

  it.each([
    ['an empty answer', answers()],
    ['an error', () => Promise.reject(new Error('SERVFAIL'))],
  ])('answers name_not_resolved for %s of the resolver', async (_what, resolve) => {
    expect(await refusal('https://keys.test/', { ...strict, resolve })).toBe('name_not_resolved');
  });

  it('refuses http unless private addresses are allowed', async () => {
    expect(await refusal('http://keys.test/', strict)).toBe('scheme_not_allowed');
  });

  it('answers connection_failed where nobody listens', async () => {
    const port = await serve(() => undefined);
    await new Promise((done) => open.pop()?.close(done));
    expect(await refusal(`http://127.0.0.1:${port}/`)).toBe('connection_failed');
  });
});

describe('guardedFetch: which answers are taken', () => {
  it('gives the body, the ETag and Cache-Control of a 200', async () => {
    const port = await serve((_request, response) =>
      response
        .writeHead(200, { etag: '"1"', 'cache-control': 'max-age=60', 'content-type': 'text/html' })
        .end('body'),
    );
    const answer = await guardedFetch(`http://127.0.0.1:${port}/`, {}, loose);
    expect(answer).toEqual({
      status: 200,
      body: Buffer.from('body'),
      etag: '"1"',
      cacheControl: 'max-age=60',
    });
  });

  it('asks for the plain form on a connection of its own and sends nothing else', async () => {
    const seen: IncomingMessage[] = [];
    const port = await serve((request, response) => {
      seen.push(request);
      response.end();
    });
    await guardedFetch(`http://127.0.0.1:${port}/`, { accept: 'application/json' }, loose);
    await guardedFetch(`http://127.0.0.1:${port}/`, { accept: 'application/json' }, loose);
    expect(seen[0]?.headers).toEqual({
      accept: 'application/json',
      'accept-encoding': 'identity',
      connection: 'close',
      host: `127.0.0.1:${port}`,
      'user-agent': 'countersign',
    });
    expect(seen[0]?.socket).not.toBe(seen[1]?.socket);
  });

  it.each([301, 302, 303, 307, 308])('follows no redirect (%i)', async (status) => {
    let requests = 0;
    const port = await serve((_request, response) => {
      requests += 1;
      response.writeHead(status, { location: '/elsewhere' }).end();
    });
    expect(await refusal(`http://127.0.0.1:${port}/`)).toBe('redirected');
    expect(requests).toBe(1);
  });

  it.each([201, 204, 206, 400, 404, 429, 500, 503])('takes no answer of status %i', async (status) => {
    const port = await serve((_request, response) => response.writeHead(status).end());
    expect(await refusal(`http://127.0.0.1:${port}/`)).toBe('status_not_200');
  });

  it('takes 304 only for a request that named an ETag', async () => {
    const port = await serve((request, response) =>
      response.writeHead(304, { etag: request.headers['if-none-match'] ?? '"x"' }).end(),
    );
    expect(await refusal(`http://127.0.0.1:${port}/`)).toBe('status_not_200');
    const answer = await guardedFetch(`http://127.0.0.1:${port}/`, { etag: '"v1"' }, loose);
    expect(answer).toEqual({ status: 304, etag: '"v1"', cacheControl: undefined });
  });

  it.each(['gzip', 'br', 'x-anything', 'identity, gzip'])(
    'refuses a body in encoding %s',
    async (encoding) => {
      const port = await serve((_request, response) =>
        response.writeHead(200, { 'content-encoding': encoding }).end(gzipSync(Buffer.alloc(1_000_000))),
      );
      expect(await refusal(`http://127.0.0.1:${port}/`)).toBe('encoded');
    },
  );

  it('takes 256 KiB and refuses one byte more, announced or not', async () => {
    const port = await serve((request, response) => {
      const body = Buffer.alloc(LIMIT + Number(request.url?.slice(2)), 0x20);
      if (request.url?.startsWith('/a')) response.writeHead(200, { 'content-length': body.length });
      response.write(body.subarray(0, 1000));
      response.end(body.subarray(1000));
    });
    for (const announced of ['a', 'c']) {
      const answer = await guardedFetch(`http://127.0.0.1:${port}/${announced}0`, {}, loose);
      expect(answer.status === 200 && answer.body.length).toBe(LIMIT);
      expect(await refusal(`http://127.0.0.1:${port}/${announced}1`)).toBe('too_large');
    }
  });

  it('stops reading an endless body', async () => {
    let written = 0;
    const port = await serve((_request, response) => {
      const more = (): void => {
        if (response.destroyed) return;
        written += 65_536;
        response.write(Buffer.alloc(65_536), () => setImmediate(more));
      };
      more();
    });
    expect(await refusal(`http://127.0.0.1:${port}/`)).toBe('too_large');
    expect(written).toBeLessThan(64 * 1024 * 1024);
  });

  it('refuses a body that ends before its announced length', async () => {
    const port = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('{}', () => response.destroy());
    });
    expect(await refusal(`http://127.0.0.1:${port}/`)).toBe('connection_failed');
  });

  it.each([
    [
      'switches protocols',
      'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n',
      'status_not_200',
    ],
    ['is not HTTP', 'SSH-2.0-OpenSSH\r\n', 'connection_failed'],
    ['has endless headers', `HTTP/1.1 200 OK\r\nx: ${'a'.repeat(100_000)}\r\n\r\n`, 'connection_failed'],
    ['ends before its headers do', 'HTTP/1.1 200 OK\r\nx: y', 'connection_failed'],
  ])('refuses an answer that %s', async (_what, script, reason) => {
    const port = await serveBytes(script);
    expect(await refusal(`http://127.0.0.1:${port}/`)).toBe(reason);
  });

  it('takes no ETag that could not be sent back', async () => {
    const port = await serve((_request, response) =>
      response.writeHead(200, { etag: `"${'a'.repeat(5000)}"` }).end(),
    );
    expect(await guardedFetch(`http://127.0.0.1:${port}/`, {}, loose)).toHaveProperty('etag', undefined);
  });
});

describe('guardedFetch: how long it takes', () => {
  const hurried = { timeoutMs: 60 };

  it('gives up on a resolver that never answers', async () => {
    const resolve: AddressResolver = () => new Promise(() => undefined);
    expect(await refusal('https://keys.test/', { ...hurried, resolve })).toBe('timed_out');
  });

  it('gives up on headers that never come', async () => {
    const port = await serve(() => undefined);
    expect(await refusal(`http://127.0.0.1:${port}/`, hurried)).toBe('timed_out');
  });

  it('gives up on a body that stalls', async () => {
    const port = await serve((_request, response) => response.writeHead(200).write('{"keys":['));
    expect(await refusal(`http://127.0.0.1:${port}/`, hurried)).toBe('timed_out');
  });

  it('gives up on a body that trickles without ever pausing', async () => {
    const port = await serve((_request, response) => {
      const timer = setInterval(() => response.write(' '), 5);
      response.on('close', () => clearInterval(timer));
    });
    expect(await refusal(`http://127.0.0.1:${port}/`, hurried)).toBe('timed_out');
  });

  it('gives up on a TLS handshake that never ends', async () => {
    const port = await serveBytes('');
    expect(await refusal(`https://127.0.0.1:${port}/`, hurried)).toBe('timed_out');
  });

  it('closes the connection it gave up on', async () => {
    let gone: Promise<unknown> | undefined;
    const port = await serve((request) => {
      gone = new Promise((closed) => request.socket.on('close', closed));
    });
    // On a busy machine it may be over before the server has heard of it.
    while (gone === undefined) await refusal(`http://127.0.0.1:${port}/`, hurried);
    await gone;
  });

  it('ends at once when its caller closes', async () => {
    const port = await serve(() => closing.abort());
    const closing = new AbortController();
    expect(await refusal(`http://127.0.0.1:${port}/`, {}, { signal: closing.signal })).toBe('closed');
    expect(await refusal(`http://127.0.0.1:${port}/`, {}, { signal: closing.signal })).toBe('closed');
  });

  it('says nothing of the answer in its error', async () => {
    const port = await serve((_request, response) =>
      response.writeHead(500, 'planted-reason').end('planted-body'),
    );
    const error = await guardedFetch(`http://127.0.0.1:${port}/`, {}, loose).catch(
      (thrown: unknown) => thrown,
    );
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain('planted');
  });
});
