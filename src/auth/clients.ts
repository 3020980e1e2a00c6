import { Injectable } from '@nestjs/common';
import type { DevicePrincipal } from '../access/principal.js';
import { Problem } from '../common/problem.js';
import { ClientKeys, type NamedClient } from '../devices/security-tokens/client-keys.js';
import { SecurityTokens, unsignedClient } from '../devices/security-tokens/security-tokens.js';
import type { HttpRequest } from '../http/request.js';
import type { ClientCredential, ClientReading } from './client-credential.js';
import { rejected } from './rejected.js';

const credentialKind = 'security_token';

/** Proves merchants' clients: their security token, or, where the tenant lets unsigned ones through, that they name a key. */
@Injectable()
export class Clients {
  constructor(
    private readonly keys: ClientKeys,
    private readonly tokens: SecurityTokens,
  ) {}

  /** The caller, where all that it takes is in memory; `prove` answers for all others. */
  recall({ readings: [first] }: ClientCredential): DevicePrincipal | undefined {
    if (first === undefined) return undefined;
    const client = this.keys.held(first.clientId);
    if (client === undefined) return undefined;
    if (first.token !== null) return this.tokens.recall(first.token, client.id);
    return mustSign(client) ? undefined : unsignedClient(client);
  }

  async prove({ readings }: ClientCredential, request: HttpRequest): Promise<DevicePrincipal> {
    for (const reading of readings) {
      const client = await this.keys.find(reading.clientId);
      if (client !== null) return this.proveAs(client, reading, request);
    }
    throw rejected(request, { credentialKind, reason: 'client_unknown' });
  }

  private async proveAs(
    client: NamedClient,
    { token }: ClientReading,
    request: HttpRequest,
  ): Promise<DevicePrincipal> {
    if (token === null) {
      if (!mustSign(client)) return unsignedClient(client);
      throw new Problem('credential_missing', {
        detail: 'Send a security token: this tenant lets no unsigned client in.',
        reason: 'security_token_missing',
      });
    }
    const recalled = this.tokens.recall(token, client.id);
    if (recalled !== undefined) return recalled;
    const proving = await this.tokens.prove(token, client);
    if ('ok' in proving) return proving.ok;
    const found = { tenant: client.tenant, signer: client };
    throw rejected(request, { credentialKind, reason: proving.refused, found });
  }
}

const mustSign = ({ tenant }: NamedClient): boolean => tenant.settings.require_signed_tokens === 'enforce';
