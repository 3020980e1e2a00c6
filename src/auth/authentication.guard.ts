import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { EndpointDeclaration } from '../access/endpoint.js';
import type { Principal } from '../access/principal.js';
import { LoopQueue } from '../common/loop-queue.js';
import { notFound, Problem } from '../common/problem.js';
import { CONFIGURATION } from '../config/config.module.js';
import type { Configuration } from '../config/configuration.js';
import { problemOf } from '../federation/rejection.js';
import { refuseRepeatedCredentials, refuseRepeatedParameters } from '../http/query-rules.js';
import type { HttpRequest, RawRequest } from '../http/request.js';
import { KeyUses } from '../key-uses/key-uses.js';
import { Limits } from '../limits/limits.service.js';
import type { AnswerHeaders } from '../limits/met-limit.js';
import { ActionLinks } from './action-links.js';
import { BearerTokens } from './bearer-tokens.js';
import type { ClientSources } from './client-sources.js';
import { Clients } from './clients.js';
import { readCredential, type Credential } from './credential.js';
import { declarationOf } from './declarations.js';
import { refuseForeignOrigin } from './origin-rule.js';
import { enterByGrant } from './minted-entry.js';
import { SecretKeys } from './secret-keys.js';
import { SignedSearches } from './signed-searches.js';
import { RejectedToken } from './token-request.js';

/**
 * The one door: reads the credential, has it proven, and compares the caller with what the route declares. A route that
 * declares nothing is closed. Matching is by handler, never by path, so that no spelling of a path gets round it.
 */
@Injectable()
export class AuthenticationGuard implements CanActivate {
  private readonly ownOrigin: string;
  /** Whoever failed lately waits until the others who have arrived are done with. */
  private readonly suspects = new LoopQueue();

  constructor(
    private readonly secretKeys: SecretKeys,
    private readonly bearerTokens: BearerTokens,
    private readonly signedSearches: SignedSearches,
    private readonly actionLinks: ActionLinks,
    private readonly clients: Clients,
    private readonly limits: Limits,
    private readonly keyUses: KeyUses,
    @Inject(CONFIGURATION) { publicUrl }: Pick<Configuration, 'publicUrl'>,
  ) {
    this.ownOrigin = new URL(publicUrl).origin;
  }

  canActivate(context: ExecutionContext): true | Promise<true> {
    const declaration = declarationOf(context.getHandler() as never);
    if (declaration === undefined) throw new Problem('forbidden', { reason: 'route_undeclared' });
    const http = context.switchToHttp();
    const request = http.getRequest<HttpRequest>();
    const query = request.query as Readonly<Record<string, string>>;
    refuseRepeatedCredentials(query);
    if (declaration.callers === 'public') {
      refuseRepeatedParameters(query);
      return true;
    }
    const credential = readCredential({
      rawHeaders: request.raw.rawHeaders,
      jwt: query['jwt'],
      signedSearch: query['signed_search'],
      signature: query['signature'],
      client: clientSourcesOf(declaration, query['auth'], request),
    });
    // Of a page's token, what it pins says more about a repeated parameter.
    if (credential.kind !== 'token') refuseRepeatedParameters(query);
    const answer = http.getResponse<AnswerHeaders>();
    // Seen before: no promise, no Passport, no database, and no stranger at the same address shuts it out.
    const remembered = this.recall(credential, request);
    if (remembered !== undefined) return this.admit(remembered, declaration, request, answer);
    const isSuspect = credential.kind !== 'none' && this.limits.refuseGuessing(() => request.ip, answer);
    const asked = { declaration, request, isSuspect };
    const proving = isSuspect
      ? this.suspects.next().then(() => this.prove(credential, asked))
      : this.prove(credential, asked);
    return proving.then(
      (caller) => this.admit(caller, declaration, request, answer),
      (error: unknown) => {
        if (request.rejection !== undefined && isFailure(error))
          this.limits.authenticationFailed(() => request.ip);
        throw error;
      },
    );
  }

  private recall(credential: Credential, request: HttpRequest): Principal | undefined {
    switch (credential.kind) {
      case 'token':
        return this.bearerTokens.recall(credential.token);
      case 'secret':
        return this.secretKeys.recall(credential);
      case 'signed_search':
        return this.signedSearches.recall(credential, searchOf(request));
      case 'client':
        return this.clients.recall(credential);
      default:
        return undefined;
    }
  }

  private admit(
    caller: Principal,
    declaration: EndpointDeclaration,
    request: HttpRequest,
    answer: AnswerHeaders,
  ): true {
    request.caller = caller;
    this.keyUses.count(caller);
    this.limits.admit(caller, () => request.ip, answer);
    refuseForeignOrigin(caller, request.headers, this.ownOrigin);
    return admit(caller, declaration, request);
  }

  private async prove(
    credential: Credential,
    { declaration, request, isSuspect }: Asked,
  ): Promise<Principal> {
    switch (credential.kind) {
      case 'none':
        throw new Problem('credential_missing', {
          detail: 'Send an API key or a token in the Authorization header.',
        });
      case 'refused':
        request.rejection = { reason: credential.reason, credentialKind: 'unread' };
        throw new Problem(credential.code, { reason: credential.reason });
      case 'secret':
        return this.secretKeys.prove(credential, request);
      case 'token':
        return this.proveToken(credential.token, request, isSuspect);
      case 'signed_search':
        return this.signedSearches.prove(credential, searchOf(request), request);
      case 'action_link':
        return this.actionLinks.prove(credential.token, declaration, request);
      case 'client':
        return this.clients.prove(credential, request);
    }
  }

  private async proveToken(token: string, request: HttpRequest, isSuspect: boolean): Promise<Principal> {
    try {
      return await this.bearerTokens.callerOf(token, isSuspect);
    } catch (error) {
      if (!(error instanceof RejectedToken)) throw error;
      const { reason, configurationId, tenantId } = error.rejection;
      const { credentialKind } = error;
      request.rejection = { reason, credentialKind, credentialId: configurationId, tenantId };
      throw problemOf(error.rejection);
    }
  }
}

/** What is to be entered by an unknown credential. */
interface Asked {
  readonly declaration: EndpointDeclaration;
  readonly request: HttpRequest;
  /** Its sender has failed to prove themselves lately. */
  readonly isSuspect: boolean;
}

const searchOf = ({ query }: HttpRequest): string | undefined => (query as { search?: string }).search;

function clientSourcesOf(
  { callers, takesAuthQuery }: EndpointDeclaration,
  auth: string | undefined,
  { body }: HttpRequest,
): ClientSources | null {
  if (callers === 'public' || !callers.includes('device')) return null;
  return { auth: takesAuthQuery ? auth : undefined, body };
}

/** An issuer whose keys cannot be had, or a database that is away, says nothing about who asks. */
const isFailure = (error: unknown): boolean => error instanceof Problem && error.status < 500;

function admit(caller: Principal, { callers }: EndpointDeclaration, request: HttpRequest): true {
  const account = (request.raw as RawRequest).countersignAccount ?? null;
  if (account !== null && account !== 'me' && account !== caller.tenant.slug) throw notFound('Route');
  if (callers !== 'public' && !callers.includes(caller.kind)) {
    throw new Problem('forbidden', {
      detail: `This route is not for ${caller.kind} credentials.`,
      reason: 'caller_kind',
    });
  }
  if (caller.kind === 'minted') enterByGrant(caller.grant, request);
  if (caller.kind === 'minted' || caller.kind === 'user')
    refuseRepeatedParameters(request.query as Readonly<Record<string, unknown>>);
  return true;
}
