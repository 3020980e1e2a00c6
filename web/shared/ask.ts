const patienceMs = 20_000;

export interface Answer {
  readonly status: number;
  /** Null where it is no JSON. */
  readonly body: unknown;
  /** Seconds of `Retry-After`; null without one. */
  readonly retryAfterSeconds: number | null;
}

/** Asks for JSON and waits 20 seconds at most. Null where no answer came, or where `signal` said that none is wanted any more. */
export async function ask(
  address: string,
  { headers, ...options }: RequestInit & { readonly headers?: Readonly<Record<string, string>> },
  signal?: AbortSignal,
): Promise<Answer | null> {
  const end = new AbortController();
  const timer = setTimeout(() => end.abort(), patienceMs);
  signal?.addEventListener('abort', () => end.abort(), { once: true });
  try {
    const response = await fetch(address, {
      ...options,
      headers: { Accept: 'application/json', ...headers },
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
      signal: end.signal,
    });
    const text = await response.text();
    const seconds = Number(response.headers.get('Retry-After') ?? NaN);
    return {
      status: response.status,
      body: parse(text),
      retryAfterSeconds: Number.isNaN(seconds) ? null : seconds,
    };
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
