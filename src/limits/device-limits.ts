import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '../access/principal.js';
import { isStranger } from '../access/stranger.js';
import { CONFIGURATION } from '../config/config.module.js';
import type { Configuration } from '../config/configuration.js';
import { Clock } from '../common/clock.js';
import { fingerprintOf } from '../crypto/fingerprint.js';
import { addressGroup } from './address-group.js';
import type { Buckets } from './buckets.js';
import { meet, type AnswerHeaders } from './met-limit.js';

type LimitSettings = Pick<
  Configuration,
  'signsPerKeyPerMinute' | 'signsPerUserPerMinute' | 'attachesPerKeyPerMinute' | 'attachesPerUserPerMinute'
>;

/** One call that counts, and how many may come in a minute. */
interface Counted {
  readonly what: 'signs' | 'attaches';
  readonly perUser: number;
  readonly perKey: number;
  readonly caller: Principal;
  readonly user: string;
  readonly address: () => string;
  readonly answer: AnswerHeaders;
}

/** Buckets of proven callers, and of strangers: those who may name whom they like push none out of the others' memory. */
export const SIGNED_BUCKETS = Symbol('SIGNED_BUCKETS');
export const UNSIGNED_BUCKETS = Symbol('UNSIGNED_BUCKETS');

/**
 * How often tokens are signed and devices attached (contract 4, "Limits"): by user, and by API key. The user's bucket comes first,
 * so that one user cannot empty the key's. What nobody proved counts for its address alone: a stranger shuts neither the user
 * out nor the merchant. A limit of 0 is off.
 */
@Injectable()
export class DeviceLimits {
  constructor(
    @Inject(CONFIGURATION) private readonly settings: LimitSettings,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(SIGNED_BUCKETS) private readonly signed: Buckets,
    @Inject(UNSIGNED_BUCKETS) private readonly unsigned: Buckets,
  ) {}

  /** Counts the signing of a token for the user. Throws `rate_limited`. */
  sign(caller: Principal, user: string, address: () => string, answer: AnswerHeaders): void {
    const { signsPerUserPerMinute: perUser, signsPerKeyPerMinute: perKey } = this.settings;
    this.take({ what: 'signs', perUser, perKey, caller, user, address, answer });
  }

  /** Counts an attach of the user, whatever becomes of it. Throws `rate_limited`. */
  attach(caller: Principal, user: string, address: () => string, answer: AnswerHeaders): void {
    const { attachesPerUserPerMinute: perUser, attachesPerKeyPerMinute: perKey } = this.settings;
    this.take({ what: 'attaches', perUser, perKey, caller, user, address, answer });
  }

  private take({ what, perUser, perKey, caller, user, address, answer }: Counted): void {
    const proven = !isStranger(caller);
    const buckets = proven ? this.signed : this.unsigned;
    const whose = proven ? '' : ` ${addressGroup(address())}`;
    const now = this.clock.nowMs();
    if (perUser > 0) {
      const key = `${what} user ${fingerprintOf(`${caller.tenant.id} ${user}`)}${whose}`;
      meet({ name: `${what}_per_user`, perMinute: perUser, taken: buckets.take(key, perUser, now) }, answer);
    }
    if (perKey > 0) {
      const key = `${what} key ${caller.credential.id}${whose}`;
      meet({ name: `${what}_per_key`, perMinute: perKey, taken: buckets.take(key, perKey, now) }, answer);
    }
  }
}
