import { Injectable } from '@nestjs/common';
import type { EndpointDeclaration } from '../access/endpoint.js';
import type { ActionPrincipal } from '../access/principal.js';
import { ActionLinkProof, type LinkedPlace } from '../action-links/action-link-proof.js';
import type { HttpRequest } from '../http/request.js';
import { rejected } from './rejected.js';

const credentialKind = 'action_link';

/** Proves action links, on the routes that are made for them and on no other. */
@Injectable()
export class ActionLinks {
  constructor(private readonly proof: ActionLinkProof) {}

  async prove(
    token: string,
    { callers }: EndpointDeclaration,
    request: HttpRequest,
  ): Promise<ActionPrincipal> {
    const place = callers.includes('action') ? placeOf(request.params) : null;
    if (place === null) throw rejected(request, { credentialKind, reason: 'route_other' });
    const proving = await this.proof.prove(token, place);
    if ('ok' in proving) return proving.ok;
    const { untimely } = proving.found;
    if (untimely !== undefined) request.untimelyLink = untimely;
    throw rejected(request, { credentialKind, reason: proving.refused, found: proving.found });
  }
}

function placeOf(parameters: unknown): LinkedPlace | null {
  const { id, action } = parameters as Partial<Record<string, unknown>>;
  return typeof id === 'string' && typeof action === 'string' ? { id, action } : null;
}
