import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '../../access/principal.js';
import { Clock } from '../../common/clock.js';
import { newId } from '../../common/ids.js';
import { invalid, Problem } from '../../common/problem.js';
import type { Zone } from '../../common/zone.js';
import { SigningKeys } from '../../tenants/signing-keys.js';
import { UsageMeter } from '../../usage/usage-meter.js';
import type { SignTokenBody } from './sign-token.schemas.js';
import { lifeOfToken, signedSecurityToken } from './signed-security-token.js';

/** Signs security tokens for servers without a JWT library, with the very key that asks. */
@Injectable()
export class TokenSigning {
  constructor(
    @Inject(SigningKeys) private readonly keys: SigningKeys,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(UsageMeter) private readonly usage: UsageMeter,
  ) {}

  /** Throws validation_failed for a longer life than the tenant allows, and keys_unavailable where the key cannot be opened. */
  async sign({ tenant, credential }: Principal, { user, expires_in: asked }: SignTokenBody, zone: Zone) {
    const life = lifeOfToken(asked, tenant.settings);
    if ('refused' in life) throw invalid('expires_in', life.refused);
    const [key] = await this.keys.candidates(tenant.id, credential.id);
    if (key === undefined)
      throw new Problem('keys_unavailable', { detail: 'This API key cannot sign at the moment.' });
    const iat = Math.floor(this.clock.nowMs() / 1000);
    const exp = life.ok === null ? null : iat + life.ok;
    const secret = signedSecurityToken({ user, iat, exp, jti: newId() }, key);
    this.usage.count(tenant.id, { signs: 1 });
    return { secret, expires_at: exp === null ? null : zone.write(exp * 1000) };
  }
}
