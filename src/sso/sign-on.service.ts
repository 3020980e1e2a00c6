import { Inject, Injectable } from '@nestjs/common';
import { TokenProver, type ProvenUser } from '../access/token-prover.js';
import { isRefused } from '../common/decision.js';
import { Problem } from '../common/problem.js';
import { CONFIGURATION } from '../config/config.module.js';
import type { Configuration } from '../config/configuration.js';
import { FederationService } from '../federation/federation.service.js';
import { returnTo } from '../pages/return-to.js';
import { SessionsService } from './sessions.service.js';
import type { SignOn } from './sso.schemas.js';

export interface SignedOn {
  readonly cookie: string;
  /** Value of the Location header. */
  readonly location: string;
}

/** From a token to a session and the place to go on to. */
@Injectable()
export class SignOnService {
  private readonly ownOrigin: string;
  /** Path that the public URL puts before ours; empty without one. */
  private readonly prefix: string;

  constructor(
    @Inject(CONFIGURATION) { publicUrl }: Configuration,
    @Inject(FederationService) private readonly federation: FederationService,
    @Inject(TokenProver) private readonly prover: TokenProver,
    @Inject(SessionsService) private readonly sessions: SessionsService,
  ) {
    const url = new URL(publicUrl);
    this.ownOrigin = url.origin;
    this.prefix = url.pathname.replace(/\/$/, '');
  }

  /**
   * Proves the token and begins a session at its own tenant. Throws the Problem of a token that fails; one of another
   * tenant than the address names fails like any other.
   */
  async signOn(slug: string, { jwt, return_to }: SignOn, isSuspect: boolean): Promise<SignedOn> {
    if (jwt === undefined || jwt === '')
      throw new Problem('credential_missing', { detail: 'Send the token as jwt.' });
    // Before it is proven, so that a token at the wrong address provisions nobody and fetches nothing.
    const candidate = await this.federation.select(jwt);
    if ('ok' in candidate && candidate.ok.tenant.slug !== slug) throw elsewhere();
    const proven = await this.prover.prove(jwt, isSuspect);
    if (proven.principal.tenant.slug !== slug) throw elsewhere();
    return { cookie: await this.sessions.begin(proven), location: this.locationOf(proven, return_to) };
  }

  /** Path of a tenant's page in the addresses that browsers see. */
  pathOf(page: string): string {
    return `${this.prefix}${page}`;
  }

  /** A place that is not allowed does not keep the token in the address bar: the default page says why it is shown. */
  private locationOf({ principal: { tenant } }: ProvenUser, wanted: string | undefined): string {
    const standard = this.pathOf(`/overview/${tenant.slug}`);
    if (wanted === undefined || wanted === '') return standard;
    const place = returnTo(wanted, {
      ownOrigin: this.ownOrigin,
      allowedOrigins: tenant.settings.allowed_redirects,
    });
    return isRefused(place) ? `${standard}?notice=return_to` : place.ok;
  }
}

const elsewhere = () => new Problem('token_rejected', { reason: 'tenant_mismatch' });
