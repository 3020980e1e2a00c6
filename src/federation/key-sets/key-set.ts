import type { KeyObject } from 'node:crypto';
import type { Clock } from '../../common/clock.js';
import { minuteMs } from '../../common/time-spans.js';
import type { JwsAlgorithm } from '../../crypto/algorithms.js';
import { AskedInVain } from './asked-in-vain.js';
import { backoffMs } from './backoff.js';
import type { FetchFailure, FetchKeySet, FetchOutcome } from './fetch-key-set.js';
import { confirmed, newCopy, type HeldCopy } from './held-copy.js';
import { selectKey } from './key-selection.js';
import type { KeyAnswer, KeySetSource } from './key-set-answers.js';
import { describeKeySet, type KeySetDescription } from './key-set-description.js';
import type { FetchCause, FetchEvent, KeySetObserver } from './key-set-observer.js';
import type { Timers } from '../../common/timers.js';

const SEARCH_PAUSE_MS = 30_000;
const MOST_ASKED_IN_VAIN = 200;
/** A failure this recent speaks for the issuer's state now; an older one is asked about anew. */
const FAILURE_SPEAKS_MS = 2 * minuteMs;
/** Unused for longer (or for two lifetimes), a set is no longer refreshed ahead of need. */
const KEPT_WARM_MS = 15 * minuteMs;

/** What a set needs of its surroundings. */
export interface KeySetSurroundings {
  readonly fetch: FetchKeySet;
  readonly clock: Clock;
  readonly timers: Timers;
  /** 0 … 1, for the jitter of back-off. */
  readonly chance: () => number;
  /** How long a copy is used past its time while fetching fails. */
  readonly staleMs: number;
  readonly observer: KeySetObserver;
  readonly nextGeneration: () => number;
  readonly changed: (configurationId: string) => void;
}

/**
 * The key set of one configuration: what is held of it, when it is fetched, and who waits.
 *
 * At most one fetch runs at a time and everybody shares it. A copy within its time answers at once; a refresh at 80 %
 * of that time happens beside the requests while the set is in use. Past its time a copy serves only while fetching
 * fails, and a set that lay unused is fetched like a new one. State changes before anybody is told of them.
 */
export class KeySet {
  #copy: HeldCopy | undefined;
  #flight: Promise<void> | undefined;
  #failuresInARow = 0;
  #lastFailure: { readonly reason: FetchFailure; readonly at: number } | undefined;
  #lastAttemptAt: number | undefined;
  #retryAt = 0;
  #searchedAt = Number.NEGATIVE_INFINITY;
  #usedAt = 0;
  #staleUses = 0;
  #staleUsesSinceSuccess = 0;
  #callOffRefresh: () => void = () => undefined;
  readonly #askedInVain = new AskedInVain(MOST_ASKED_IN_VAIN);
  readonly #closing = new AbortController();

  constructor(
    readonly source: KeySetSource,
    private readonly around: KeySetSurroundings,
  ) {}

  /** The generation of the keys in use, `undefined` when none may be used without a fetch. Counts as a use. */
  touch(): number | undefined {
    return this.#usableCopy()?.generation;
  }

  /** The answer that needs no waiting, `undefined` where a fetch has to come first. */
  held(kid: string, algorithm: JwsAlgorithm): KeyAnswer | undefined {
    const copy = this.#usableCopy();
    if (copy === undefined) return this.#mayFetch() ? undefined : this.#unavailable();
    const answer = answerFrom(copy, kid, algorithm);
    return 'refused' in answer && answer.refused !== 'ambiguous_kid' && this.#maySearch(kid)
      ? undefined
      : answer;
  }

  async keyFor(kid: string, algorithm: JwsAlgorithm): Promise<KeyAnswer> {
    const held = this.held(kid, algorithm);
    if (held !== undefined) return held;
    await this.#fetch(
      this.#copy === undefined || this.#now() >= this.#copy.expiresAt ? 'first_use' : 'search',
    );
    const copy = this.#usableCopy();
    if (copy === undefined) return this.#unavailable();
    const answer = answerFrom(copy, kid, algorithm);
    if ('refused' in answer) this.#rememberVainSearch(kid);
    return answer;
  }

  /** Asks whether the key that did not verify a signature has been replaced under its kid. */
  async afterBadSignature(kid: string, algorithm: JwsAlgorithm, tried: KeyObject): Promise<KeyAnswer> {
    const before = this.#replacement(kid, algorithm, tried);
    const search = `signature ${kid}`;
    if (before !== undefined || !this.#maySearch(search)) return before ?? { refused: 'key_unchanged' };
    await this.#fetch('search');
    const after = this.#replacement(kid, algorithm, tried);
    if (after === undefined) this.#rememberVainSearch(search);
    return after ?? { refused: 'key_unchanged' };
  }

  describe(): KeySetDescription {
    return describeKeySet(this.source, this.#copy, this.#now(), {
      failuresInARow: this.#failuresInARow,
      lastFailure: this.#lastFailure,
      lastAttemptAt: this.#lastAttemptAt,
      staleUses: this.#staleUses,
      fetching: this.#flight !== undefined,
    });
  }

  /** Ends a running fetch and all later ones; who waits for it is told to come again. */
  close(): void {
    this.#closing.abort();
    this.#callOffRefresh();
    this.#copy = undefined;
  }

  #usableCopy(): HeldCopy | undefined {
    const now = this.#now();
    this.#usedAt = now;
    const copy = this.#copy;
    if (copy === undefined || now < copy.refreshAt) return copy;
    const isPastItsTime = now >= copy.expiresAt;
    if (isPastItsTime && !(now < copy.staleUntil && this.#failedJustNow(now))) return undefined;
    if (now >= this.#retryAt) void this.#fetch('refresh');
    if (isPastItsTime) this.#noteStaleUse(now - copy.expiresAt);
    return copy;
  }

  #failedJustNow(now: number): boolean {
    return this.#failuresInARow > 0 && now - (this.#lastAttemptAt ?? 0) < FAILURE_SPEAKS_MS;
  }

  #noteStaleUse(pastItsTimeMs: number): void {
    this.#staleUses += 1;
    this.#staleUsesSinceSuccess += 1;
    const { tenantId, configurationId } = this.source;
    const first = this.#staleUsesSinceSuccess === 1;
    const reason = this.#lastFailure?.reason;
    this.around.observer.usedPastItsTime({ tenantId, configurationId, pastItsTimeMs, reason, first });
  }

  #mayFetch(): boolean {
    return !this.#closing.signal.aborted && (this.#flight !== undefined || this.#now() >= this.#retryAt);
  }

  /** Is it worth waiting for a fetch because of something the copy does not hold? The 30 s count from the last attempt. */
  #maySearch(what: string): boolean {
    const now = this.#now();
    if (!this.#mayFetch() || !this.#askedInVain.mayAsk(what, now)) return false;
    return this.#flight !== undefined || now >= this.#searchedAt + SEARCH_PAUSE_MS;
  }

  /** Only an answer of the issuer proves that something is not there. */
  #rememberVainSearch(what: string): void {
    if (this.#failuresInARow === 0) this.#askedInVain.remember(what, this.#now());
  }

  #replacement(kid: string, algorithm: JwsAlgorithm, tried: KeyObject): KeyAnswer | undefined {
    const copy = this.#usableCopy();
    if (copy === undefined) return this.#mayFetch() ? undefined : this.#unavailable();
    const answer = answerFrom(copy, kid, algorithm);
    return 'ok' in answer && answer.ok.key.equals(tried) ? undefined : answer;
  }

  #unavailable(): KeyAnswer {
    const seconds = Math.ceil((this.#retryAt - this.#now()) / 1000);
    return { unavailable: { retryAfterSeconds: Math.max(seconds, 1) } };
  }

  #fetch(cause: FetchCause): Promise<void> {
    this.#flight ??= this.#attempt(cause)
      .catch(() => undefined)
      .finally(() => (this.#flight = undefined));
    return this.#flight;
  }

  async #attempt(cause: FetchCause): Promise<void> {
    const startedAt = this.#now();
    this.#lastAttemptAt = startedAt;
    if (cause === 'search') this.#searchedAt = startedAt;
    this.#callOffRefresh();
    const outcome = await this.#ask();
    if (this.#closing.signal.aborted) return;
    const result = this.#settle(outcome, this.#now());
    this.#scheduleRefresh();
    const { tenantId, configurationId } = this.source;
    if (result === 'changed') this.around.changed(configurationId);
    this.around.observer.fetched({
      tenantId,
      configurationId,
      result,
      cause,
      durationMs: this.#now() - startedAt,
    });
  }

  async #ask(): Promise<FetchOutcome> {
    try {
      return await this.around.fetch(this.source.jwksUri, {
        etag: this.#copy?.etag,
        signal: this.#closing.signal,
      });
    } catch {
      return { failed: 'unexpected' };
    }
  }

  #settle(outcome: FetchOutcome, now: number): FetchEvent['result'] {
    const before = this.#copy;
    if ('failed' in outcome) return this.#fail(outcome.failed, now);
    if ('notModified' in outcome) {
      if (before === undefined) return this.#fail('unexpected', now);
      return this.#succeed(confirmed(before, outcome.notModified, now, this.around.staleMs), 'not_modified');
    }
    const isSame = before?.digest === outcome.ok.digest;
    const generation = isSame ? before.generation : this.around.nextGeneration();
    if (!isSame) this.#askedInVain.forgetAll();
    return this.#succeed(
      newCopy(outcome.ok, generation, now, this.around.staleMs),
      isSame ? 'unchanged' : 'changed',
    );
  }

  #succeed<Result>(copy: HeldCopy, result: Result): Result {
    this.#copy = copy;
    this.#failuresInARow = 0;
    this.#staleUsesSinceSuccess = 0;
    return result;
  }

  #fail(reason: FetchFailure, now: number): FetchFailure {
    this.#failuresInARow += 1;
    this.#lastFailure = { reason, at: now };
    this.#retryAt = now + backoffMs(this.#failuresInARow, this.around.chance());
    return reason;
  }

  #scheduleRefresh(): void {
    const copy = this.#copy;
    if (copy === undefined) return;
    const dueAt = Math.max(copy.refreshAt, this.#retryAt);
    this.#callOffRefresh = this.around.timers(dueAt - this.#now(), () => {
      const keptWarmMs = Math.max(KEPT_WARM_MS, 2 * copy.lifetimeMs);
      if (this.#now() - this.#usedAt < keptWarmMs) void this.#fetch('refresh');
    });
  }

  #now(): number {
    return this.around.clock.nowMs();
  }
}

function answerFrom(copy: HeldCopy, kid: string, algorithm: JwsAlgorithm): KeyAnswer {
  const selected = selectKey(copy.byKid.get(kid) ?? [], kid, algorithm);
  return 'ok' in selected ? { ok: selected.ok, generation: copy.generation } : selected;
}
