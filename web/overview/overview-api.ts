import { ask, type Answer } from '../shared/ask.js';
import { listAddress, type Period, type Source } from './addresses.js';
import { readBooking, readUndo, type ListedBooking, type Undo } from './booking.js';

/** Why nothing came: `expired` is a token whose time is over, `refused` one that does not open this any more. */
export type Failure = 'expired' | 'refused' | 'unreachable' | 'failed';

/** Where a list goes on: a cursor holds for the window that its list was asked with. */
export interface NextPage {
  readonly cursor: string;
  readonly askedAtMs: number;
}

export interface BookingPage {
  readonly bookings: readonly ListedBooking[];
  /** Null at the end. */
  readonly next: NextPage | null;
}

export type Listed = { readonly ok: BookingPage } | { readonly failed: Failure };

/** What became of an action: done; not possible (any more), with the state that the booking has instead; or nothing is known. */
export type Acted =
  | { readonly ok: ListedBooking | null; readonly undo: Undo | null }
  | { readonly notNow: string | null; readonly undo: Undo | null }
  | { readonly failed: Failure };

/** Asks the backend and reads its answers. Never throws: what can go wrong is part of what is answered. */
export class OverviewApi {
  constructor(readonly source: Source) {}

  /** The first page of a period, or the one that follows. */
  async list(period: Period, next: NextPage | null): Promise<Listed> {
    const askedAtMs = next?.askedAtMs ?? Date.now();
    const address = listAddress(this.source, period, askedAtMs, next?.cursor ?? null);
    // The token is the only credential; the page's cookies belong to the session's own address.
    const credentials = this.source.kind === 'session' ? 'same-origin' : 'omit';
    const answer = await ask(address, { credentials });
    if (answer === null) return { failed: 'unreachable' };
    const { data, next_cursor: cursor } = (answer.body ?? {}) as { data?: unknown; next_cursor?: unknown };
    if (answer.status !== 200 || !Array.isArray(data)) return { failed: failureOf(answer) };
    const bookings = data.map((value) => readBooking(value, this.source.base)).filter((one) => one !== null);
    return { ok: { bookings, next: typeof cursor === 'string' ? { cursor, askedAtMs } : null } };
  }

  /** Takes the action of a link. */
  async act(link: string, message: string): Promise<Acted> {
    const body = new URLSearchParams(message === '' ? {} : { message });
    const answer = await ask(link, { method: 'POST', body, credentials: 'omit' });
    if (answer === null) return { failed: 'unreachable' };
    const { base } = this.source;
    const undo = readUndo(answer.body, base, Date.now());
    const { data, state } = (answer.body ?? {}) as { data?: unknown; state?: unknown };
    if (answer.status === 200) return { ok: readBooking(data, base), undo };
    if ([401, 404, 409, 410].includes(answer.status))
      return { notNow: typeof state === 'string' ? state : null, undo };
    return { failed: 'failed' };
  }
}

function failureOf({ status, body }: Answer): Failure {
  if (status !== 401) return status === 502 || status === 503 || status === 504 ? 'unreachable' : 'failed';
  return (body as { code?: unknown } | null)?.code === 'token_expired' ? 'expired' : 'refused';
}
