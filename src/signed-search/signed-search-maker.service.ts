import { Inject, Injectable } from '@nestjs/common';
import type { TenantIdentity } from '../access/principal.js';
import { Clock } from '../common/clock.js';
import { invalid, Problem } from '../common/problem.js';
import { CONFIGURATION } from '../config/config.module.js';
import type { Configuration } from '../config/configuration.js';
import { SigningKeys } from '../tenants/signing-keys.js';
import { makeSignedSearch, type SignedSearch } from './signed-search-maker.js';

/** Makes signed searches with the tenant's present key (contract 3, "Making them"). */
@Injectable()
export class SignedSearchMaker {
  constructor(
    @Inject(SigningKeys) private readonly keys: SigningKeys,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(CONFIGURATION) private readonly configuration: Pick<Configuration, 'publicUrl'>,
  ) {}

  /** `exp` in Unix seconds, null for never. Throws validation_failed naming the field, and keys_unavailable where no key of the tenant's can be opened to sign with. */
  async make(
    { id, slug }: Pick<TenantIdentity, 'id' | 'slug'>,
    members: Readonly<Record<string, string>>,
    exp: number | null,
  ): Promise<SignedSearch> {
    const now = this.clock.nowMs();
    if (exp !== null && exp * 1000 <= now) throw invalid('exp', 'must lie in the future');
    const key = await this.keys.current(id);
    if (key === null) throw new Problem('keys_unavailable', { detail: 'No API key can sign at the moment.' });
    const { publicUrl } = this.configuration;
    const iat = Math.floor(now / 1000);
    const made = makeSignedSearch({ publicUrl, slug }, members, { iat, exp }, key);
    if ('refused' in made) throw new Problem('validation_failed', { errors: made.refused });
    return made.ok;
  }
}
