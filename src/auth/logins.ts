import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { UsageMeter } from '../usage/usage-meter.js';

const mostRemembered = 100_000;
/** Of a token's digest, enough to tell tokens apart. */
const keyLength = 16;

/**
 * A login is a user's token that this process sees proven for the first time. It has a memory of its own: a token that must
 * be verified again, because its key set changed or it was forgotten, is no other login.
 */
@Injectable()
export class Logins {
  /** Takes its room at once, so it is made at the first login. */
  private known: LRUCache<string, true> | undefined;

  constructor(private readonly usage: UsageMeter) {}

  /** `fingerprint` is the digest of the token, never the token. */
  proven(tenantId: string, fingerprint: string): void {
    const key = fingerprint.slice(0, keyLength);
    this.known ??= new LRUCache({ max: mostRemembered });
    if (this.known.get(key) !== undefined) return;
    this.known.set(key, true);
    this.usage.count(tenantId, { logins: 1 });
  }
}
