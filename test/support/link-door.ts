import { expect } from '@jest/globals';
import { ActionLinkProof } from '../../src/action-links/action-link-proof.js';
import { newId } from '../../src/common/ids.js';
import { bytesOf, type Refusal } from './door.js';
import type { Answer, RequestOptions, TestServer } from './test-server.js';

/** Where an action link leads. */
export interface LinkPlace {
  readonly id: string;
  readonly action: string;
}

/** Fixed, so that two answers can be compared whole. */
const asJson = { 'X-Request-Id': 'request-0001', Accept: 'application/json' };

/** Opens action links, and looks at what a stranger learns. */
export class LinkDoor {
  constructor(
    readonly server: TestServer,
    /** Where the links lead, unless a knock says otherwise. */
    private readonly place: LinkPlace,
  ) {}

  knock(token: string, place: LinkPlace = this.place, options: RequestOptions = {}): Promise<Answer> {
    return this.at(`/v2/bookings/${place.id}/external_action/${place.action}?signature=${token}`, options);
  }

  /** Path and query as they stand. */
  at(target: string, { headers, ...options }: RequestOptions = {}): Promise<Answer> {
    return this.server.request(target, { ...options, headers: { ...asJson, ...headers } });
  }

  async opens(token: string, place: LinkPlace = this.place): Promise<void> {
    const { status, body } = await this.knock(token, place);
    expect({ status, code: body?.code }).toEqual({ status: 200, code: undefined });
  }

  /** Refused as said, to look at and to act; a rejected link with the same bytes as one to a booking that there is not. */
  async refuses(token: string, { code, reason }: Refusal = {}, place: LinkPlace = this.place): Promise<void> {
    for (const method of ['GET', 'POST'])
      await this.saysNo(await this.knock(token, place, { method }), code, method);
    if (reason !== undefined) expect(await this.reasonFor(token, place)).toBe(reason);
  }

  async saysNo(answer: Answer, code = 'token_rejected', method = 'GET'): Promise<void> {
    expect({ status: answer.status, code: answer.body?.code }).toEqual({ status: 401, code });
    if (code === 'token_rejected') expect(bytesOf(answer)).toBe(await this.#plainRefusal(method));
  }

  /** Why the token proves nothing, as the rejection log has it; `accepted` where it does. */
  async reasonFor(token: string, place: LinkPlace = this.place): Promise<string> {
    const proving = await this.server.app.get(ActionLinkProof, { strict: false }).prove(token, place);
    return 'refused' in proving ? proving.refused : 'accepted';
  }

  async #plainRefusal(method: string): Promise<string> {
    const place = { id: newId(), action: this.place.action };
    const part = (text: string) => Buffer.from(text).toString('base64url');
    const payload = part(JSON.stringify({ booking_id: place.id, action: place.action }));
    return bytesOf(await this.knock(`${part('{"alg":"HS256"}')}.${payload}.AAAA`, place, { method }));
  }
}
