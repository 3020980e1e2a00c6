import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { Problem } from '../common/problem.js';
import { hourMs, minuteMs } from '../common/time-spans.js';
import { SealBroken, type Sealer } from '../crypto/seal.js';
import type { WriteTransaction } from '../database/access.js';
import { Database } from '../database/database.js';
import { keptAnswerPlace } from '../tenants/sealed-places.js';
import { SEALER } from '../tenants/sealer.js';
import type { IdempotencyKey } from './idempotency-key.entity.js';
import { IdempotencyRepository, type KeyPlace } from './idempotency.repository.js';
import { subjectOfUser } from './subject-of.js';

/** How long an answer is kept. */
const keptMs = 24 * hourMs;
/** A request that has not ended by then never will: its process is gone, and the key is free again. */
const aliveMs = minuteMs;
/** How long a second request waits for the first one's answer, and how often it looks. */
const patienceMs = 10_000;
const lookEveryMs = 25;
/** Claims that are remembered while they cannot be let go of; each stands for one answer 503. */
const mostAbandoned = 10_000;

export type Claim = KeyPlace & Pick<IdempotencyKey, 'claim'>;
export type KeptAnswer = Pick<IdempotencyKey, 'status' | 'contentType' | 'body'>;
type ClaimOutcome = { readonly claim: Claim } | { readonly answer: KeptAnswer };

/** Idempotency-Key on every POST and PUT (contract 0): a request with the same key and body runs once, and everyone gets its answer. */
@Injectable()
export class IdempotencyService {
  /** Claims of requests that have ended while the database was away, so that nobody need wait for them. */
  private readonly abandoned = new LRUCache<string, true>({ max: mostAbandoned, ttl: aliveMs });

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(IdempotencyRepository) private readonly keys: IdempotencyRepository,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(SEALER) private readonly sealer: Sealer,
  ) {}

  /**
   * The claim that lets this request run, or the answer of the one that ran. Throws idempotency_conflict where the key
   * stands for another request, or where the first one does not end in time.
   */
  async claim(place: KeyPlace, fingerprint: string): Promise<ClaimOutcome> {
    for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += lookEveryMs) {
      const held = await this.database.read((access) => this.keys.find(access, place));
      const now = this.clock.nowMs();
      if (held === null || isOver(held, now)) {
        const claim = await this.tryToClaim(place, fingerprint, now);
        if (claim !== null) return { claim };
        continue;
      }
      if (held.fingerprint !== fingerprint)
        throw conflict(
          'This Idempotency-Key was used for another request: give each request a key of its own.',
        );
      if (held.status !== null) return { answer: this.opened(held) };
      if (this.abandoned.delete(held.claim)) return { claim: { ...place, claim: held.claim } };
      await sleep(lookEveryMs);
    }
    throw conflict('The first request with this Idempotency-Key has not ended yet: send it again later.');
  }

  /**
   * Keeps the answer in the transaction that makes it true. Throws idempotency_conflict where the claim is lost: this
   * request was taken for dead, and another one runs in its place.
   */
  async keep(transaction: WriteTransaction, claim: Claim, answer: KeptAnswer): Promise<void> {
    if (await this.keys.record(transaction, claim, this.sealed(claim, answer))) return;
    throw conflict('Another request with this Idempotency-Key has taken the place of this one.');
  }

  /** Keeps the answer for whoever asks again, unless a transaction has kept one. Answers of 500 and above are not kept: the key is free again, in this process also where the database cannot be told so. */
  async end(claim: Claim, answer: KeptAnswer): Promise<void> {
    const kept = answer.status !== null && answer.status < 500;
    try {
      await this.database.write(async (transaction) => {
        if (kept) await this.keys.record(transaction, claim, this.sealed(claim, answer));
        else await this.keys.release(transaction, claim);
      });
    } catch (error) {
      if (!kept) this.abandoned.set(claim.claim, true);
      throw error;
    }
  }

  /** Kept answers hold what a user was shown: they go with the user. */
  forgetUser(transaction: WriteTransaction, tenantId: string, userId: string): Promise<void> {
    return this.keys.deleteOfSubject(transaction, tenantId, subjectOfUser(userId));
  }

  /** An answer may be a token that opens something: whoever reads the database finds none. */
  private sealed(place: KeyPlace, { body, ...answer }: KeptAnswer): KeptAnswer {
    return { ...answer, body: body && this.sealer.seal(body, keptAnswerPlace(place)) };
  }

  private opened({ body, status, contentType, ...place }: IdempotencyKey): KeptAnswer {
    try {
      return { status, contentType, body: body && this.sealer.open(body, keptAnswerPlace(place)) };
    } catch (error) {
      if (!(error instanceof SealBroken)) throw error;
      throw conflict('The answer kept for this Idempotency-Key cannot be opened any more: use another key.');
    }
  }

  private async tryToClaim(place: KeyPlace, fingerprint: string, now: number): Promise<Claim | null> {
    const claim = { ...place, claim: newId() };
    const row = { ...claim, fingerprint, status: null, contentType: null, body: null, createdAt: now };
    try {
      const won = await this.database.write(async (transaction) => {
        await this.keys.deleteOld(transaction, place, now - keptMs, now - aliveMs);
        return this.keys.insertIfFree(transaction, row);
      });
      return won ? claim : null;
    } catch (error) {
      // The commit may stand, and its confirmation may be what was lost.
      this.abandoned.set(claim.claim, true);
      throw error;
    }
  }
}

const isOver = ({ status, createdAt }: IdempotencyKey, now: number): boolean =>
  createdAt < now - keptMs || (status === null && createdAt < now - aliveMs);

const conflict = (detail: string): Problem => new Problem('idempotency_conflict', { detail });
