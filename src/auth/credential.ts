import { Buffer } from 'node:buffer';
import { readClientBasic, type ClientCredential } from './client-credential.js';
import { joinClient, readBodyMembers, type ClientSources } from './client-sources.js';

/** The secret of an API key or widget key. */
export interface SecretCredential {
  readonly kind: 'secret';
  readonly secret: string;
  readonly carriedIn: 'basic' | 'bearer';
}

export interface SignedSearchCredential {
  readonly kind: 'signed_search';
  readonly token: string;
  /** A secret in Basic, which may be there only if it turns out to be a widget key of the same tenant. */
  readonly beside: SecretCredential | null;
}

/** What a request carries to prove itself, before anything is trusted. */
export type Credential =
  | { readonly kind: 'none' }
  | SecretCredential
  | { readonly kind: 'token'; readonly token: string }
  | SignedSearchCredential
  | { readonly kind: 'action_link'; readonly token: string }
  | ClientCredential
  | RefusedCredential;

interface RefusedCredential {
  readonly kind: 'refused';
  readonly code: 'credential_ambiguous' | 'token_rejected' | 'token_malformed';
  readonly reason: string;
}

export interface CredentialSources {
  /** Names and values in turn, as Node gives them: the only place where a repeated header can be seen. */
  readonly rawHeaders: readonly string[];
  /** The query parameters `jwt`, `signed_search` and `signature`. */
  readonly jwt: string | undefined;
  readonly signedSearch: string | undefined;
  readonly signature: string | undefined;
  /** Null where the route is not for clients: then nothing that a client sends is a credential. */
  readonly client: ClientSources | null;
}

const compactForm = /^[^.\s]*\.[^.\s]*\.[^.\s]*$/;

/**
 * Reads the one credential of a request (contract 0, "Credentials"); two different ones are ambiguous, for nobody can tell which
 * of the two was meant to limit the caller. The one pair is a signed search and a secret that may be a widget key.
 */
export function readCredential(sources: CredentialSources): Credential {
  const [header, second] = authorizationsOf(sources.rawHeaders);
  if (second !== undefined) return ambiguous('two Authorization headers');
  return sources.client === null
    ? readAddressed(sources, header)
    : readOnClientRoute(sources, sources.client, header);
}

/** A credential of headers and address, as any route takes it. */
function readAddressed(sources: CredentialSources, header: string | undefined): Credential {
  const { jwt, signedSearch, signature, client } = sources;
  if (signedSearch !== undefined || signature !== undefined) return readSigned(sources, header);
  if (header === undefined) return jwt === undefined ? { kind: 'none' } : { kind: 'token', token: jwt };
  const fromHeader = readAuthorization(header, client === null ? readBasic : readBasicOfClient);
  if (jwt === undefined) return fromHeader;
  return fromHeader.kind === 'token' && fromHeader.token === jwt
    ? fromHeader
    : ambiguous('an Authorization header beside another jwt');
}

/** Where clients call, a body and `?auth=` may say who they are: the same as the header, or what it leaves open. */
function readOnClientRoute(
  sources: CredentialSources,
  { auth, body }: ClientSources,
  header: string | undefined,
): Credential {
  const addressed = readAddressed(sources, header);
  const outside = auth === undefined ? addressed : besideAuth(addressed, auth, header);
  const members = readBodyMembers(body);
  if (members === null) return rejected('client_members_no_text');
  if ((members.clientId ?? members.secret) === undefined) return outside;
  if (outside.kind === 'none' || outside.kind === 'client') {
    const joined = joinClient(outside.kind === 'client' ? outside : null, members);
    if (joined !== null) return joined;
    if (outside.kind === 'none') return rejected('client_id_missing');
  }
  return ambiguous('client_id or secret in the body beside another credential');
}

/** A key's secret is not taken in an address. */
function besideAuth(addressed: Credential, auth: string, header: string | undefined): Credential {
  const text = withoutBasic(auth);
  if (addressed.kind !== 'none')
    return header !== undefined && withoutBasic(header) === text && addressed.kind === 'client'
      ? addressed
      : ambiguous('auth beside another credential');
  const reading = readBasicOfClient(text);
  return reading.kind === 'secret' ? rejected('secret_in_address') : reading;
}

const withoutBasic = (text: string): string => text.replace(/^basic(?: +|$)/i, '').trim();

function readSigned(
  { jwt, signedSearch, signature }: CredentialSources,
  header: string | undefined,
): Credential {
  if (jwt === undefined && signature === undefined && signedSearch !== undefined) {
    const beside = header === undefined ? null : readAuthorization(header, readBasic);
    if (beside === null || (beside.kind === 'secret' && beside.carriedIn === 'basic'))
      return { kind: 'signed_search', token: signedSearch, beside };
  }
  if ((jwt ?? signedSearch ?? header) === undefined && signature !== undefined)
    return { kind: 'action_link', token: signature };
  return ambiguous(besideAnother);
}

function authorizationsOf(rawHeaders: readonly string[]): string[] {
  const found: string[] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at];
    const value = rawHeaders[at + 1];
    if (name?.length === 13 && value !== undefined && name.toLowerCase() === 'authorization')
      found.push(value);
  }
  return found;
}

function readAuthorization(header: string, readBasicValue: (value: string) => Credential): Credential {
  const space = header.indexOf(' ');
  const scheme = (space === -1 ? header : header.slice(0, space)).toLowerCase();
  const value = space === -1 ? '' : header.slice(space + 1).trim();
  if (scheme === 'bearer') return readBearer(value);
  if (scheme === 'basic') return readBasicValue(value);
  return rejected('authorization_scheme_unknown');
}

/** A text with two dots claims to be a JWT; no secret of an API key has that form. */
function readBearer(value: string): Credential {
  if (value === '') return { kind: 'refused', code: 'token_malformed', reason: 'bearer_empty' };
  if (compactForm.test(value)) return { kind: 'token', token: value };
  if (value.includes('.') || /\s/.test(value))
    return { kind: 'refused', code: 'token_malformed', reason: 'bearer_not_compact' };
  return { kind: 'secret', secret: value, carriedIn: 'bearer' };
}

function readBasic(value: string): Credential {
  const text = Buffer.from(value, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon !== 0 || text.length < 2) return rejected('basic_form');
  return { kind: 'secret', secret: text.slice(1), carriedIn: 'basic' };
}

function readBasicOfClient(value: string): Credential {
  const reading = readClientBasic(value);
  if (reading === null) return rejected('basic_form');
  return reading.kind === 'client' ? reading : { ...reading, carriedIn: 'basic' };
}

/** Why a pair of credentials is ambiguous. */
export const besideAnother = 'a credential beside one of another kind';

const ambiguous = (reason: string): RefusedCredential => ({
  kind: 'refused',
  code: 'credential_ambiguous',
  reason,
});

const rejected = (reason: string): RefusedCredential => ({ kind: 'refused', code: 'token_rejected', reason });
