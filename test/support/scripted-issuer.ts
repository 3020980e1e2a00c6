import type { FetchFailure, FetchKeySet, FetchOutcome } from '../../src/federation/key-sets/fetch-key-set.js';
import { digestOf } from '../../src/federation/key-sets/fetch-key-set.js';
import { readKeySet } from '../../src/federation/key-sets/key-set-reader.js';
import type { TestKeyPair } from '../builders/jwk.js';

type Published =
  Readonly<Record<string, TestKeyPair>> | readonly (readonly [TestKeyPair, Record<string, unknown>])[];

/** An issuer without a network: what it publishes is read like a real answer, and when it answers is the test's to say. */
export class ScriptedIssuer {
  asked = 0;
  readonly etagsSeen: (string | undefined)[] = [];
  etag: string | undefined;
  cacheControl: string | undefined;
  #document = '{"keys":[]}';
  #failure: FetchFailure | undefined;
  #stalled: Promise<void> | undefined;
  #resume: () => void = () => undefined;

  publish(keys: Published): void {
    const entries = Array.isArray(keys)
      ? (keys as [TestKeyPair, Record<string, unknown>][]).map(([pair, members]) => ({
          ...pair.jwk,
          ...members,
        }))
      : Object.entries(keys as Record<string, TestKeyPair>).map(([kid, pair]) => ({ ...pair.jwk, kid }));
    this.#document = JSON.stringify({ keys: entries });
    this.#failure = undefined;
  }

  fail(reason: FetchFailure): void {
    this.#failure = reason;
  }

  /** From now on nothing is answered until {@link resume}. */
  stall(): void {
    this.#stalled = new Promise((resume) => (this.#resume = resume));
  }

  async resume(): Promise<void> {
    this.#stalled = undefined;
    this.#resume();
    await new Promise(setImmediate);
  }

  readonly fetch: FetchKeySet = async (_uri, { etag, signal }) => {
    this.asked += 1;
    this.etagsSeen.push(etag);
    if (this.#stalled !== undefined) {
      await Promise.race([this.#stalled, new Promise((closed) => signal?.addEventListener('abort', closed))]);
    }
    return this.#answer(etag);
  };

  #answer(etag: string | undefined): FetchOutcome {
    if (this.#failure !== undefined) return { failed: this.#failure };
    const validators = { etag: this.etag, cacheControl: this.cacheControl };
    if (etag !== undefined && etag === this.etag) return { notModified: validators };
    const reading = readKeySet(this.#document);
    if ('refused' in reading) return { failed: reading.refused };
    return { ok: { ...reading.ok, ...validators, digest: digestOf(reading.ok.keys) } };
  }
}
