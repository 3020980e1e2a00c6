import { Injectable } from '@nestjs/common';
import type { CustomerPrincipal, Principal } from '../access/principal.js';
import { invalid, Problem } from '../common/problem.js';
import type { HttpRequest } from '../http/request.js';
import { searchCovers } from '../signed-search/search-covers.js';
import { SignedSearchTokens } from '../signed-search/signed-search-tokens.js';
import { besideAnother, type SecretCredential, type SignedSearchCredential } from './credential.js';
import { rejected } from './rejected.js';
import { SecretKeys } from './secret-keys.js';

const credentialKind = 'signed_search';

/** Proves signed searches: the token, that the request searches for what it signs, and the widget key beside it where there is one. */
@Injectable()
export class SignedSearches {
  constructor(
    private readonly tokens: SignedSearchTokens,
    private readonly secretKeys: SecretKeys,
  ) {}

  /** The caller, where the token was proven before and all else is in memory; `prove` answers for all others. */
  recall({ token, beside }: SignedSearchCredential, search: string | undefined): Principal | undefined {
    const caller = this.tokens.recall(token);
    if (caller === undefined || !('ok' in searchCovers(search, caller.sees.pairs))) return undefined;
    if (beside === null) return caller;
    const page = this.secretKeys.recall(beside);
    return page?.kind === 'widget' && page.tenant.id === caller.tenant.id ? caller : undefined;
  }

  /** `search` as the request has it. Only whoever holds a proven token learns what is wrong with it. */
  async prove(
    { token, beside }: SignedSearchCredential,
    search: string | undefined,
    request: HttpRequest,
  ): Promise<Principal> {
    const page = beside === null ? null : await this.pageOf(beside, request);
    const caller = await this.proven(token, request);
    if (page !== null && page.tenant.id !== caller.tenant.id) throw ambiguous(request);
    const cover = searchCovers(search, caller.sees.pairs);
    if ('invalid' in cover) throw invalid('search', cover.invalid);
    if ('ok' in cover) return caller;
    const { tenant, credential } = caller;
    const found = { tenant, signer: { id: credential.id } };
    throw rejected(request, { credentialKind, reason: cover.refused, found });
  }

  private async proven(token: string, request: HttpRequest): Promise<CustomerPrincipal> {
    const proving = await this.tokens.prove(token);
    if ('ok' in proving) return proving.ok;
    throw rejected(request, { credentialKind, reason: proving.refused, found: proving.found });
  }

  /** Whose page the widget key is of. Any other secret beside a signed search is one credential too many. */
  private async pageOf(beside: SecretCredential, request: HttpRequest): Promise<Principal> {
    const page = await this.secretKeys.find(beside);
    if (page?.kind !== 'widget') throw ambiguous(request);
    return page;
  }
}

function ambiguous(request: HttpRequest): Problem {
  request.rejection = { reason: besideAnother, credentialKind };
  return new Problem('credential_ambiguous', { reason: besideAnother });
}
