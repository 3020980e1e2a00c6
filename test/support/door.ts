import { expect } from '@jest/globals';
import { BearerTokens } from '../../src/auth/bearer-tokens.js';
import { User } from '../../src/users/user.entity.js';
import type { Answer, TestServer } from './test-server.js';

/** Fixed, so that two answers can be compared whole. */
const requestId = { 'X-Request-Id': 'request-0001' };
/** The promise is two seconds; a machine busy with other suites gets more. */
const patienceMs = 10_000;

export interface Refusal {
  readonly code?: string;
  /** As the rejection log would have it. */
  readonly reason?: string;
}

/** The whole answer but its date, as text. */
export const bytesOf = ({ status, headers, text }: Answer): string =>
  [status, ...[...headers].filter(([name]) => name !== 'date').map((pair) => pair.join(': ')), text].join(
    '\n',
  );

export const countUsers = (server: TestServer): Promise<number> =>
  server.database.read(({ manager }) => manager.count(User));

/** Why the server refuses a token, as its rejection log would have it; `accepted` where it does not. */
export const reasonFor = (server: TestServer, token: string): Promise<string> =>
  server.app
    .get(BearerTokens)
    .verify(token, false)
    .then(
      () => 'accepted',
      (error: { rejection?: { reason: string }; message: string }) =>
        error.rejection?.reason ?? error.message,
    );

/** Knocks at `GET /v2/me` and looks at the answer and at what it left behind. */
export class Door {
  readonly #plain: Promise<string>;

  /** `good` is a token that opens; each refusal is followed by a use of it, to see that the server lives. */
  constructor(
    readonly server: TestServer,
    private readonly good: string,
  ) {
    this.#plain = this.knock('e30.e30.e30').then(() => this.#plainRefusal());
  }

  knock(token: string): Promise<Answer> {
    return this.server.request('/v2/me', { bearer: token, headers: requestId });
  }

  /** The user that the token opens. */
  async opens(token: string): Promise<{ id: string; external_id: string; tenant: { slug: string } }> {
    const answer = await this.knock(token);
    expect({ status: answer.status, code: answer.body?.code }).toEqual({ status: 200, code: undefined });
    return answer.body.data;
  }

  /** Refused as said, with the same bytes as any other rejected token, without a row, and the server goes on. */
  async refuses(token: string, { code = 'token_rejected', reason }: Refusal = {}): Promise<void> {
    const before = await countUsers(this.server);
    const startedAt = Date.now();
    const answer = await this.knock(token);
    expect(Date.now() - startedAt).toBeLessThan(patienceMs);
    expect({ status: answer.status, code: answer.body?.code }).toEqual({ status: 401, code });
    expect(answer.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
    if (code === 'token_rejected') expect(bytesOf(answer)).toBe(await this.#plain);
    if (reason !== undefined) expect(await reasonFor(this.server, token)).toBe(reason);
    expect(await countUsers(this.server)).toBe(before);
    expect((await this.knock(this.good)).status).toBe(200);
  }

  /** A token whose kid nobody knows. */
  async #plainRefusal(): Promise<string> {
    const header = Buffer.from('{"alg":"HS256","kid":"nobody"}').toString('base64url');
    return bytesOf(await this.knock(`${header}.e30.AAAA`));
  }
}
