import { expect } from '@jest/globals';
import { SignedSearchProof } from '../../src/signed-search/signed-search-proof.js';
import { signedQuery } from '../builders/signed-tokens.js';
import { bytesOf, type Refusal } from './door.js';
import type { Answer, RequestOptions, TestServer } from './test-server.js';

type Pairs = Readonly<Record<string, string>>;

/** Fixed, so that two answers can be compared whole. */
const requestId = { 'X-Request-Id': 'request-0001' };

/** Knocks at `GET /v2/bookings` with signed searches, and looks at what a stranger learns. */
export class CustomerDoor {
  constructor(
    readonly server: TestServer,
    /** What is searched for, unless a knock says otherwise. */
    private readonly pairs: Pairs,
  ) {}

  knock(token: string, pairs: Pairs = this.pairs, options: RequestOptions = {}): Promise<Answer> {
    return this.at(`/v2/bookings?${signedQuery(token, pairs)}`, options);
  }

  /** Path and query as they stand. */
  at(target: string, { headers, ...options }: RequestOptions = {}): Promise<Answer> {
    return this.server.request(target, { ...options, headers: { ...requestId, ...headers } });
  }

  /** The ids of the bookings that it opens. */
  async opens(token: string, pairs: Pairs = this.pairs): Promise<string[]> {
    const { status, body } = await this.knock(token, pairs);
    expect({ status, code: body?.code }).toEqual({ status: 200, code: undefined });
    return (body.data as { id: string }[]).map(({ id }) => id);
  }

  /** Refused as said; a rejected token with the same bytes as one of a tenant that nobody knows. */
  async refuses(token: string, refusal: Refusal = {}, pairs: Pairs = this.pairs): Promise<void> {
    await this.saysNo(await this.knock(token, pairs), refusal.code);
    if (refusal.reason !== undefined) expect(await this.reasonFor(token)).toBe(refusal.reason);
  }

  async saysNo(answer: Answer, code = 'token_rejected'): Promise<void> {
    expect({ status: answer.status, code: answer.body?.code }).toEqual({ status: 401, code });
    expect(answer.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
    if (code === 'token_rejected') expect(bytesOf(answer)).toBe(await this.#plainRefusal());
  }

  /** Why the token proves nothing, as the rejection log has it; `accepted` where it does. */
  async reasonFor(token: string): Promise<string> {
    const proving = await this.server.app.get(SignedSearchProof, { strict: false }).prove(token);
    return 'refused' in proving ? proving.refused : 'accepted';
  }

  async #plainRefusal(): Promise<string> {
    const part = (text: string) => Buffer.from(text).toString('base64url');
    const payload = part('{"app_slug":"nobody","customer.email":"ann@example.com"}');
    return bytesOf(await this.knock(`${part('{"alg":"HS256"}')}.${payload}.AAAA`));
  }
}
