import { Inject, Injectable } from '@nestjs/common';
import { isBrowserHeld } from '../access/browser-held.js';
import type { Principal } from '../access/principal.js';
import { isStranger } from '../access/stranger.js';
import { CONFIGURATION } from '../config/config.module.js';
import type { Configuration } from '../config/configuration.js';
import { Clock } from '../common/clock.js';
import { addressGroup } from './address-group.js';
import { Buckets, LocalBuckets } from './buckets.js';
import { meet, refuse, type AnswerHeaders } from './met-limit.js';
import type { LimitName } from './rate-limit-headers.js';

type LimitSettings = Pick<
  Configuration,
  'rateLimitPerMinute' | 'browserRateLimitPerMinute' | 'authFailuresPerMinute'
>;

/** How much one caller, one tenant and one address may ask (contract 7, "Limits"). A limit of 0 is off. */
@Injectable()
export class Limits {
  /** Addresses that failed to prove themselves here in the last minute, as far as they are remembered. */
  private readonly suspects = new LocalBuckets();

  constructor(
    @Inject(CONFIGURATION) private readonly settings: LimitSettings,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Buckets) private readonly buckets: Buckets,
  ) {}

  /** Counts a proven request. Throws `rate_limited` where the credential's, or its tenant's, bucket is empty. */
  admit(caller: Principal, address: () => string, answer: AnswerHeaders): void {
    const { rateLimitPerMinute, browserRateLimitPerMinute } = this.settings;
    const inBrowser = isBrowserHeld(caller);
    const perCredential = inBrowser ? browserRateLimitPerMinute : rateLimitPerMinute;
    if (perCredential > 0) {
      const key = inBrowser ? `${credentialKey(caller)} ${addressGroup(address())}` : credentialKey(caller);
      this.take('credential', key, perCredential, answer);
    }
    const perTenant = caller.tenant.settings.rate_limit_per_minute;
    if (perTenant > 0) this.take('tenant', tenantKey(caller), perTenant, answer);
  }

  /**
   * To be asked before anything costly is done for a credential that is not known yet: throws `rate_limited` where the
   * address has failed to prove itself too often, so that a flood of forged tokens costs no signature. Answers whether it failed
   * at all in the last minute: such addresses wait longest for what is dear.
   */
  refuseGuessing(address: () => string, answer: AnswerHeaders): boolean {
    const perMinute = this.settings.authFailuresPerMinute;
    const [key, now] = [failuresKey(address()), this.clock.nowMs()];
    if (perMinute > 0) {
      const taken = this.buckets.look(key, perMinute, now);
      if (!taken.allowed) refuse({ name: 'auth_failures', perMinute, taken }, answer);
    }
    return !this.suspects.look(key, 1, now).allowed;
  }

  /** Counts a credential that did not prove itself. */
  authenticationFailed(address: () => string): void {
    const perMinute = this.settings.authFailuresPerMinute;
    const [key, now] = [failuresKey(address()), this.clock.nowMs()];
    if (perMinute > 0) this.buckets.drain(key, perMinute, now);
    this.suspects.drain(key, 1, now);
  }

  private take(name: LimitName, key: string, perMinute: number, answer: AnswerHeaders): void {
    meet({ name, perMinute, taken: this.buckets.take(key, perMinute, this.clock.nowMs()) }, answer);
  }
}

/** A user is one caller however many tokens they hold; any other token is one by itself, not by the key that signed many. */
function credentialKey(caller: Principal): string {
  if (caller.kind === 'user') return `user ${caller.tenant.id} ${caller.user.id}`;
  const { id, fingerprint } = caller.credential;
  return fingerprint === null ? `key ${id}` : `token ${fingerprint}`;
}

/** Strangers have as much of their own: together they write no more than the tenant allows, and shut nobody else out. */
const tenantKey = (caller: Principal): string =>
  `tenant ${caller.tenant.id}${isStranger(caller) ? ' strangers' : ''}`;

const failuresKey = (address: string): string => `failures ${addressGroup(address)}`;
