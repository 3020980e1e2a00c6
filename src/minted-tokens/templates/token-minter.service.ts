import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Problem } from '../../common/problem.js';
import { Database } from '../../database/database.js';
import { SigningKeys, type SigningKey } from '../../tenants/signing-keys.js';
import { maySign, type TemplateTenant } from './put-template.js';
import { readScope, type PageScope } from './page-scope.js';
import { faultOfTimes } from './template-rules.js';
import { templateToken, timesAt } from './template-token.js';
import type { TokenTemplate } from './token-template.entity.js';

/** A token of a page. */
export interface PageToken {
  readonly token: string;
  /** Unix milliseconds; null where it lasts as long as its key. */
  readonly expiresAt: number | null;
}

/** Mints tokens of templates (contract 5, "Templates"). */
@Injectable()
export class TokenMinter {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(SigningKeys) private readonly keys: SigningKeys,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /**
   * A token of the template as it is now. Throws validation_failed, naming the template and what to do, where its end has come, where
   * it would live longer than the tenant's tokens may, and where its key has ended; and keys_unavailable where that cannot be opened.
   */
  async mint(tenant: TemplateTenant, template: TokenTemplate): Promise<PageToken> {
    const key = await this.signerOf(template);
    const now = this.clock.nowMs();
    const { claims, keyId: kid, name } = template;
    const faults = Object.entries(faultOfTimes(claims, tenant, now)).map(
      ([field, reason]) => `its ${field} ${reason}: put the template anew`,
    );
    if (faults.length > 0) throw cannotMint(name, faults);
    const times = timesAt(claims, Math.floor(now / 1000));
    return {
      token: templateToken({ kid, claims }, times, key.key),
      expiresAt: times.exp === null ? null : times.exp * 1000,
    };
  }

  private async signerOf({ tenantId, keyId, name }: TokenTemplate): Promise<SigningKey> {
    const [key] = await this.keys.candidates(tenantId, keyId);
    if (key !== undefined) return key;
    const now = this.clock.nowMs();
    if (await this.database.read((access) => maySign(access, tenantId, keyId, now)))
      throw new Problem('keys_unavailable', {
        detail: `The key of the template ${name} cannot sign at the moment.`,
      });
    throw cannotMint(name, ['its key has ended: put the template anew with the id of one that signs as kid']);
  }
}

const cannotMint = (name: string, reasons: readonly string[]): Problem =>
  new Problem('validation_failed', { errors: { [`token_templates.${name}`]: reasons } });

/** Which pages the template is for; null for all. It was looked at when it was written, by the same rules. */
export function scopeOf({ name, scope }: TokenTemplate): PageScope | null {
  if (scope === null) return null;
  const read = readScope(scope);
  if ('refused' in read) throw cannotMint(name, [`its scope ${read.refused}: put the template anew`]);
  return read.ok;
}
