import { ask, type Answer } from '../shared/ask.js';
import { instantOf, membersOf, textOf } from '../shared/read.js';
import { bookerOf, finderOf, searchAddress, type Access } from './access.js';
import { plainFields, readFields, refusedFields, type Fault, type Field } from './fields.js';
import { readFound, readSlots, type Found, type FoundPage, type Slot } from './found.js';

/** Why nothing came: `expired` is a token whose time is over, `refused` a credential or an experience that does not work here. */
export type FailureKind = 'expired' | 'refused' | 'limited' | 'unreachable' | 'failed';

export interface Failure {
  readonly kind: FailureKind;
  /** Of `limited`: when to try again, if that was said. */
  readonly afterSeconds: number | null;
}

export type Outcome<Value> = { readonly ok: Value } | { readonly failed: Failure };

export interface BookedTime {
  readonly id: string;
  readonly state: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly what: string;
  readonly where: string;
  readonly withWhom: string;
}

/** `taken` is a time that somebody else has now, or that the merchant's rules do not offer any more; `faults` may be empty where the backend faults something that was not typed. */
export type Booking =
  Outcome<BookedTime> | { readonly taken: true } | { readonly faults: ReadonlyMap<string, Fault> };

const dayMs = 86_400_000;
/** The first window is small, so that the answer is; the second is what availability asks by itself. */
const windowsDays = [7, 28] as const;

/** Asks the backend and reads its answers. Never throws: what can go wrong is part of what is answered. */
export class SearchApi {
  constructor(private current: Access) {}

  get access(): Access {
    return this.current;
  }

  /** From the next search on. */
  renew(token: string): void {
    this.current = { ...this.current, token };
  }

  async search(input: string, page: number, signal: AbortSignal): Promise<Outcome<FoundPage>> {
    const headers = { Authorization: finderOf(this.access) };
    const answer = await ask(
      searchAddress(this.access, input, page),
      { headers, credentials: 'omit' },
      signal,
    );
    const found = answer?.status === 200 ? readFound(answer.body) : null;
    return found === null ? { failed: failureOf(answer) } : { ok: found };
  }

  /** Free times from then on, in order; none where nothing is free for four weeks. */
  async times(of: Found, fromMs: number): Promise<Outcome<readonly Slot[]>> {
    let slots: readonly Slot[] = [];
    for (const days of windowsDays) {
      const answer = await this.post('v2/availability', {
        ...(of.projectId !== null && { project_id: of.projectId }),
        ...(of.resourceIds !== null && { resources: of.resourceIds }),
        from: new Date(fromMs).toISOString(),
        to: new Date(fromMs + days * dayMs).toISOString(),
      });
      const read = answer?.status === 200 ? readSlots(answer.body, of) : null;
      if (read === null) return { failed: failureOf(answer) };
      slots = read;
      if (slots.length > 0) break;
    }
    return { ok: slots };
  }

  /** What is asked of whoever books this. */
  async fields({ projectId }: Slot): Promise<Outcome<readonly Field[]>> {
    if (projectId === null) return { ok: plainFields };
    const answer = await ask(`${this.access.base}v2/projects/embed/${encodeURIComponent(projectId)}`, {
      headers: { Authorization: bookerOf(this.access) },
      credentials: 'omit',
    });
    return answer?.status === 200 ? { ok: readFields(answer.body) } : { failed: failureOf(answer) };
  }

  /** The same key with the same wish books once, however often it is sent. */
  async book(wish: object, fields: readonly Field[], idempotencyKey: string): Promise<Booking> {
    const answer = await this.post('v2/bookings', wish, { 'Idempotency-Key': idempotencyKey });
    if (answer?.status === 409) return { taken: true };
    if (answer?.status === 422) return { faults: refusedFields(answer.body, fields) };
    const booked = answer?.status === 201 ? readBooked(answer.body) : null;
    return booked === null ? { failed: failureOf(answer) } : { ok: booked };
  }

  private post(path: string, body: object, headers: Readonly<Record<string, string>> = {}) {
    return ask(this.access.base + path, {
      method: 'POST',
      headers: {
        Authorization: bookerOf(this.access),
        'Content-Type': 'application/json',
        ...headers,
      },
      body: JSON.stringify(body),
      credentials: 'omit',
    });
  }
}

function readBooked(body: unknown): BookedTime | null {
  const booking = membersOf(membersOf(body)['data']);
  const event = membersOf(membersOf(booking['attributes'])['event_info']);
  const [startMs, endMs] = [instantOf(event['start']), instantOf(event['end'])];
  if (textOf(booking['id']) === '' || Number.isNaN(startMs) || Number.isNaN(endMs)) return null;
  return {
    id: textOf(booking['id']),
    state: textOf(booking['state']),
    startMs,
    endMs,
    what: textOf(event['what']),
    where: textOf(event['where']),
    withWhom: textOf(membersOf(booking['resource'])['name']),
  };
}

function failureOf(answer: Answer | null): Failure {
  const afterSeconds = answer?.retryAfterSeconds ?? null;
  return { kind: kindOf(answer), afterSeconds };
}

function kindOf(answer: Answer | null): FailureKind {
  if (answer === null || [502, 503, 504].includes(answer.status)) return 'unreachable';
  if (answer.status === 429) return 'limited';
  if (answer.status === 401)
    return membersOf(answer.body)['code'] === 'token_expired' ? 'expired' : 'refused';
  return answer.status === 403 || answer.status === 404 ? 'refused' : 'failed';
}
