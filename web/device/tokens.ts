import { DeviceError } from './device-error.js';

/**
 * Where the page gets the security token of whoever is logged in:
 * - the address of an endpoint on the page's own origin, which is asked by POST with the page's cookies and answers `{"secret": "…"}`, as
 *   `POST /v2/token/sign` does; or
 * - a function that answers the token, or null where nobody is logged in (the call is then unsigned).
 */
export type TokenSource = string | (() => string | null | Promise<string | null>);

/** A token this close to its end is not used any more, unless it lives hardly longer. */
const marginMs = 10_000;

/** Holds the current token, and gets another where it has run out. */
export class Tokens {
  private held: { readonly text: string; readonly goodUntilMs: number } | null = null;
  private asking: Promise<string> | null = null;

  constructor(private readonly source: TokenSource | undefined) {}

  /** Is there one that has run out, as far as this browser's clock can tell? */
  get isStale(): boolean {
    return this.held !== null && this.held.goodUntilMs <= Date.now();
  }

  /**
   * A token that should still be good, '' where the page has none. Calls at the same time share one question.
   * Throws `token_unavailable`.
   */
  async current(): Promise<string> {
    if (this.held !== null && !this.isStale) return this.held.text;
    try {
      return await (this.asking ??= this.ask());
    } finally {
      this.asking = null;
    }
  }

  /** This one is no good any more; a newer one that came meanwhile stays. */
  drop(text: string): void {
    if (this.held?.text === text) this.held = null;
  }

  private async ask(): Promise<string> {
    const askedAtMs = Date.now();
    const text = this.source === undefined ? '' : await read(this.source);
    this.held = text === '' ? null : { text, goodUntilMs: goodUntilOf(text, askedAtMs) };
    return text;
  }
}

async function read(source: TokenSource): Promise<string> {
  let answer: Response | undefined;
  let cause: unknown;
  try {
    const text =
      typeof source === 'function' ? await source() : await secretOf((answer = await post(source)));
    if (/^[\w.-]*$/.test(text ?? '')) return text ?? '';
  } catch (error) {
    cause = error;
  }
  throw new DeviceError('token_unavailable', 'The page could not get a security token.', {
    status: answer?.status,
    retryAfterSeconds: secondsOf(answer),
    cause,
  });
}

const post = (address: string): Promise<Response> =>
  fetch(address, {
    method: 'POST',
    headers: { Accept: 'application/json' },
    cache: 'no-store',
    signal: AbortSignal.timeout(20_000),
  });

/** What is no token is none: the caller tells. */
const secretOf = async (answer: Response): Promise<string> =>
  answer.ok ? ((await answer.json()) as { secret?: string }).secret || '?' : '?';

/** `Retry-After` in seconds; null where it is no number. */
export const secondsOf = (answer: Response | undefined): number | null =>
  Number(answer?.headers.get('Retry-After')) || null;

/**
 * Until when a token may be used, by this browser's clock. Where the token says when it was made, its span counts from when it came: a
 * clock that is wrong does no harm. Whatever cannot be read is the server's to judge.
 */
function goodUntilOf(text: string, askedAtMs: number): number {
  try {
    const payload = (text.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const { exp, iat } = JSON.parse(atob(payload)) as { exp?: unknown; iat?: unknown };
    if (typeof exp !== 'number') return Infinity;
    const endsAtMs = typeof iat === 'number' ? askedAtMs + (exp - iat) * 1000 : exp * 1000;
    return endsAtMs - Math.min(marginMs, (endsAtMs - askedAtMs) / 2);
  } catch {
    return Infinity;
  }
}
