import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ecPair } from '../../../test/builders/jwk.js';
import { SystemClock } from '../../common/clock.js';
import { KEY_SET_LIMITS, keySetFetcher } from './fetch-key-set.js';
import type { KeySetSource } from './key-set-answers.js';
import { nobody } from './key-set-observer.js';
import { KeySetStore } from './key-set-store.js';
import { systemTimers } from '../../common/timers.js';

const pair = ecPair();
const storeFor = (allowPrivate: boolean): KeySetStore =>
  new KeySetStore({
    fetch: keySetFetcher({ ...KEY_SET_LIMITS, timeoutMs: 30_000, allowPrivate }),
    clock: new SystemClock(),
    timers: systemTimers,
    chance: () => 1,
    staleMs: 86_400_000,
    mostSets: 10,
    observer: nobody,
  });

let server: Server;
let requests = 0;
let store: KeySetStore;
let source: KeySetSource;

beforeEach(async () => {
  requests = 0;
  server = createServer((_request, response) => {
    requests += 1;
    response.end(JSON.stringify({ keys: [{ ...pair.jwk, kid: 'a' }] }));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const jwksUri = `http://localhost:${(server.address() as AddressInfo).port}/keys`;
  source = { configurationId: 'a', version: 1, tenantId: 'tenant', jwksUri, algorithms: ['ES256'] };
  store = storeFor(true);
});
afterEach(async () => {
  store.close();
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

describe('KeySetStore over the network', () => {
  it('makes one request to the issuer for a thousand first requests at once', async () => {
    const answers = await Promise.all(Array.from({ length: 1000 }, () => store.keyFor(source, 'a', 'ES256')));
    expect(answers.every((answer) => 'ok' in answer && answer.ok.key.equals(pair.publicKey))).toBe(true);
    expect(requests).toBe(1);
  });

  it('makes at most two for 500 random kids', async () => {
    const answers = await Promise.all(
      Array.from({ length: 500 }, (_, at) => store.keyFor(source, `x${at}`, 'ES256')),
    );
    answers.push(
      ...(await Promise.all(Array.from({ length: 500 }, (_, at) => store.keyFor(source, `y${at}`, 'ES256')))),
    );
    expect(answers.every((answer) => 'refused' in answer && answer.refused === 'unknown_kid')).toBe(true);
    expect(requests).toBe(2);
  });

  it('asks no private address unless told so', async () => {
    const strict = storeFor(false);
    expect(await strict.keyFor(source, 'a', 'ES256')).toHaveProperty('unavailable');
    expect(strict.describe('a')?.lastFailure?.reason).toBe('scheme_not_allowed');
    strict.close();
    expect(requests).toBe(0);
  });
});
