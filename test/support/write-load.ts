import { newId } from '../../src/common/ids.js';
import { actionLinkPath, actionLinkToken } from '../builders/signed-tokens.js';
import type { FaultHouse } from './fault-house.js';
import { send, type Answer, type RequestOptions } from './test-server.js';

const halfHour = 1_800_000;
const base = Date.UTC(2031, 2, 3, 8);
/** Between two tries of one request. */
const pauseMs = 50;

/** Of each house, whatever its loads: a merchant may have 200, however fast they are made. */
const mostTemplates = 150;

/** Times taken so far, of all loads. */
let slots = 0;
/** By house. */
const templatesBegun = new WeakMap<FaultHouse, number>();

/** What was answered about one thing, under the name that its row bears. */
export interface Answered {
  readonly mark: string;
  /** What the database answers to whoever asks for its row. */
  readonly id: string;
}

export const kinds = ['booked', 'confirmed', 'cancelled', 'attached', 'templates', 'users'] as const;
export type Kind = (typeof kinds)[number];

/**
 * Clients of a merchant that write without a pause: bookings, their confirmation and their cancellation by links, devices, token
 * templates, and users who were never seen. Each repeats its request, with the same Idempotency-Key, until it is answered, as the
 * contract asks of clients whose line broke.
 */
export class WriteLoad {
  readonly answered: Record<Kind, Answered[]> = {
    booked: [],
    confirmed: [],
    cancelled: [],
    attached: [],
    templates: [],
    users: [],
  };
  /** Answers that no client may get, whatever befalls the database. */
  readonly odd: string[] = [];
  /** Answers 503, and requests that were cut off. */
  refused = 0;
  cut = 0;
  private turns = 0;
  private stopping = false;
  private readonly clients: Promise<void>[];

  constructor(
    private readonly house: FaultHouse,
    clients: number,
  ) {
    this.clients = Array.from({ length: clients }, () => this.client());
    // Whoever stops the load hears of it; a test that failed before does not.
    for (const client of this.clients) client.catch(() => undefined);
  }

  get count(): number {
    return Object.values(this.answered).reduce((sum, { length }) => sum + length, 0);
  }

  /** Begins nothing new, and resolves when everything that was begun has been answered. */
  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.clients);
  }

  private async client(): Promise<void> {
    while (!this.stopping) {
      const kind = this.next();
      const mark = newId();
      const id = await this.make[kind](mark);
      if (id !== null) this.answered[kind].push({ mark, id });
    }
  }

  private next(): Kind {
    const kind = kinds[(this.turns += 1) % kinds.length] as Kind;
    if (kind !== 'templates') return kind;
    const begun = (templatesBegun.get(this.house) ?? 0) + 1;
    templatesBegun.set(this.house, begun);
    return begun <= mostTemplates ? kind : this.next();
  }

  /** Each answers the id of what it made; null where it was answered something odd. */
  private readonly make: Record<Kind, (mark: string) => Promise<string | null>> = {
    booked: (mark) => this.book(mark, 'instant'),
    confirmed: async (mark) => {
      const id = await this.book(mark, 'confirm_decline');
      if (id === null) return null;
      const answer = await this.insist(`/v2/bookings/${id}/confirm`, { method: 'PUT', body: {} });
      return this.expected(answer, 200) ? id : null;
    },
    cancelled: async (mark) => {
      const id = await this.book(mark, 'instant');
      if (id === null) return null;
      const action = 'cancel_by_customer';
      const path = actionLinkPath(id, action, actionLinkToken(this.house.tenant, id, action));
      let tries = 0;
      const answer = await this.insist(path, { method: 'POST', headers: asJson }, () => (tries += 1));
      // A link acts once: who never heard that it did is told that it was used.
      if (tries > 1 && answer.status === 410) return id;
      return this.expected(answer, 200) ? id : null;
    },
    attached: async (mark) => {
      const body = { user: mark, signals: { canvas: mark, webgl: mark, audio: mark, fonts: [mark] } };
      const answer = await this.insist('/v2/access', { method: 'POST', body });
      return this.expected(answer, 200) ? (answer.body.device_id as string) : null;
    },
    templates: async (mark) => {
      const body = { name: mark, kid: this.house.tenant.keyId, claims: { aud: '/v2/search' } };
      const answer = await this.insist('/v2/token-templates', { method: 'POST', body });
      return this.expected(answer, 201) ? (answer.body.data.name as string) : null;
    },
    users: async (mark) => {
      const bearer = this.house.configuration.token({ id: mark });
      const body = { first_name: `First ${mark}` };
      const answer = await this.insist('/v2/me', { method: 'PUT', body, bearer });
      return this.expected(answer, 200) ? (answer.body.data.id as string) : null;
    },
  };

  private async book(mark: string, graph: string): Promise<string | null> {
    const { resourceIds } = this.house;
    const slot = (slots += 1);
    const start = base + Math.floor(slot / resourceIds.length) * halfHour;
    const body = {
      resource_id: resourceIds[slot % resourceIds.length],
      graph,
      start: new Date(start).toISOString(),
      end: new Date(start + halfHour).toISOString(),
      what: mark,
      customer: { name: 'Ann', email: 'ann@example.com' },
    };
    const answer = await this.insist('/v2/bookings', { method: 'POST', body });
    return this.expected(answer, 201) ? (answer.body.data.id as string) : null;
  }

  private expected(answer: Answer, status: number): boolean {
    if (answer.status === status) return true;
    this.odd.push(`${answer.status} ${answer.text}`);
    return false;
  }

  /** Sends the request until it is answered for good; the merchant's server asks unless `options` say who does. */
  private async insist(
    path: string,
    { headers, ...options }: RequestOptions,
    trying: () => void = () => undefined,
  ): Promise<Answer> {
    const isLink = path.includes('signature=');
    const request: RequestOptions = {
      ...(options.bearer === undefined && !isLink && { bearer: this.house.tenant.secret }),
      ...options,
      headers: { ...(!isLink && { 'Idempotency-Key': newId() }), ...headers },
    };
    for (;;) {
      if (this.house.isClosed) throw new Error('The server is gone for good.');
      trying();
      const answer = await send(this.house.url + path, request).catch(() => null);
      if (answer !== null && !this.isToBeRepeated(answer)) return answer;
      if (answer === null) this.cut += 1;
      await new Promise((wake) => setTimeout(wake, pauseMs));
    }
  }

  private isToBeRepeated({ status, headers, body, text }: Answer): boolean {
    if (status === 409 && body?.code === 'idempotency_conflict') return true;
    if (status < 500) return false;
    const isClear = body?.code === 'database_unavailable' && Number(headers.get('retry-after')) >= 1;
    if (isClear) this.refused += 1;
    else this.odd.push(`${status} ${text}`);
    return true;
  }
}

const asJson = { Accept: 'application/json' };
