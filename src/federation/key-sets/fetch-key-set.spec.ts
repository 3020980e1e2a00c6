import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ecPair, rsaPair } from '../../../test/builders/jwk.js';
import { KEY_SET_LIMITS, keySetFetcher } from './fetch-key-set.js';

const ec = ecPair();
const rsa = rsaPair();
const set = JSON.stringify({ keys: [{ ...ec.jwk, kid: 'a' }, null, { ...rsa.jwk, kid: 2 }] });
let server: Server | undefined;

afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((done) => (server === undefined ? done(undefined) : server.close(done)));
  server = undefined;
});

async function serve(listener: RequestListener): Promise<string> {
  const made = createServer(listener);
  server = made;
  await new Promise<void>((listening) => made.listen(0, '127.0.0.1', listening));
  return `http://127.0.0.1:${(made.address() as AddressInfo).port}/keys`;
}

const fetchLoosely = keySetFetcher({ ...KEY_SET_LIMITS, timeoutMs: 30_000, allowPrivate: true });

async function failure(listener: RequestListener, timeoutMs = 10_000): Promise<unknown> {
  const outcome = await keySetFetcher({ ...KEY_SET_LIMITS, timeoutMs, allowPrivate: true })(
    await serve(listener),
    {},
  );
  return 'failed' in outcome ? outcome.failed : outcome;
}

describe('keySetFetcher', () => {
  it('allows 3 s and 256 KiB', () => {
    expect(KEY_SET_LIMITS).toEqual({ timeoutMs: 3000, maxBytes: 262_144 });
  });

  it('brings key objects, skipped entries and validators, whatever the media type', async () => {
    const uri = await serve((_request, response) =>
      response
        .writeHead(200, { 'content-type': 'text/plain', etag: '"1"', 'cache-control': 'max-age=77' })
        .end(set),
    );
    const outcome = await fetchLoosely(uri, {});
    expect(outcome).toMatchObject({
      ok: {
        keys: [
          { kid: 'a', algorithms: ['ES256'] },
          { kid: '2', kty: 'RSA' },
        ],
        skipped: [{ position: 1, reason: 'not_an_object' }],
        etag: '"1"',
        cacheControl: 'max-age=77',
      },
    });
    expect('ok' in outcome && outcome.ok.keys[0]?.key.equals(ec.publicKey)).toBe(true);
  });

  it('asks by ETag and passes a 304 on', async () => {
    const uri = await serve((request, response) =>
      response
        .writeHead(request.headers['if-none-match'] === '"1"' ? 304 : 500, { 'cache-control': 'max-age=9' })
        .end(),
    );
    expect(await fetchLoosely(uri, { etag: '"1"' })).toEqual({
      notModified: { etag: undefined, cacheControl: 'max-age=9' },
    });
    expect(await fetchLoosely(uri, {})).toEqual({ failed: 'status_not_200' });
  });

  it('gives equal digests to equal keys in another order, and different ones to other keys or algorithms', async () => {
    const digest = async (...entries: object[]) => {
      const uri = await serve((_request, response) => response.end(JSON.stringify({ keys: entries })));
      const outcome = await fetchLoosely(uri, {});
      server?.close();
      return 'ok' in outcome ? outcome.ok.digest : outcome;
    };
    const [one, two] = [
      { ...ec.jwk, kid: 'a' },
      { ...rsa.jwk, kid: 'b' },
    ];
    const expected = await digest(one, two);
    expect(await digest(two, one)).toBe(expected);
    expect(await digest(two, null as never, { ...one, x5t: 'ignored' })).toBe(expected);
    for (const others of [
      [one],
      [{ ...one, kid: 'c' }, two],
      [one, { ...two, alg: 'RS256' }],
      [one, two, two],
    ]) {
      expect(await digest(...others)).not.toBe(expected);
    }
  });

  it('takes a byte order mark', async () => {
    expect(await failure((_request, response) => response.end(`\ufeff${set}`))).toHaveProperty('ok');
  });

  it.each<[string, string, RequestListener]>([
    ['a page', 'not_json', (_request, response) => response.end('<!doctype html>')],
    ['an empty body', 'not_json', (_request, response) => response.end()],
    [
      'bytes that are no UTF-8',
      'not_json',
      (_request, response) => response.end(Buffer.from(set, 'utf16le')),
    ],
    [
      'a broken sequence inside a text',
      'not_json',
      (_request, response) =>
        response.end(
          Buffer.concat([Buffer.from('{"keys":[],"a":"'), Buffer.from([0xff]), Buffer.from('"}')]),
        ),
    ],
    ['other JSON', 'not_a_key_set', (_request, response) => response.end('{"issuer":"https://a.test"}')],
    ['101 keys', 'too_many_keys', (_request, response) => response.end(`{"keys":[${'{},'.repeat(100)}{}]}`)],
    ['256 KiB and a byte', 'too_large', (_request, response) => response.end(set.padEnd(262_145))],
    [
      'a compressed body',
      'encoded',
      (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(set)),
    ],
    [
      'a redirect',
      'redirected',
      (_request, response) => response.writeHead(302, { location: '/keys' }).end(),
    ],
    ['status 500', 'status_not_200', (_request, response) => response.writeHead(500).end(set)],
    ['status 203', 'status_not_200', (_request, response) => response.writeHead(203).end(set)],
    ['a closed connection', 'connection_failed', (request) => request.socket.destroy()],
  ])('fails on %s with %s', async (_what, reason, listener) => {
    expect(await failure(listener)).toBe(reason);
  });

  it('takes exactly 256 KiB', async () => {
    expect(await failure((_request, response) => response.end(set.padEnd(262_144)))).toHaveProperty('ok');
  });

  it('fails on stalled headers and on a stalled body', async () => {
    expect(await failure(() => undefined, 50)).toBe('timed_out');
    server?.closeAllConnections();
    server?.close();
    expect(await failure((_request, response) => response.write(set.slice(0, 20)), 50)).toBe('timed_out');
  });

  it('does not ask loopback unless private addresses are allowed', async () => {
    const uri = await serve((_request, response) => response.end(set));
    const strict = keySetFetcher({ ...KEY_SET_LIMITS, allowPrivate: false });
    expect(await strict(uri, {})).toEqual({ failed: 'scheme_not_allowed' });
    expect(await strict(uri.replace('http:', 'https:'), {})).toEqual({ failed: 'address_not_public' });
    expect(await strict('not a url', {})).toEqual({ failed: 'url_invalid' });
  });

  it('has read a hundred keys of every kind', async () => {
    const entries = Array.from({ length: 100 }, (_, kid) => ({ ...(kid % 2 === 0 ? ec : rsa).jwk, kid }));
    const uri = await serve((_request, response) => response.end(JSON.stringify({ keys: entries })));
    const outcome = await fetchLoosely(uri, {});
    expect('ok' in outcome && outcome.ok.keys).toHaveLength(100);
  });
});
