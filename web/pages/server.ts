import { pathsAtMost } from '../../src/minted-tokens/templates/page-token-limits.js';
import { checkedConfig, secretOf } from './config.js';
import type { PageTokens, ServerConfig } from './main.js';
import { PagesError } from './pages-error.js';

/** Bytes of paths in one request, which with what stands around them has at most 2 MB. */
const bytesAtMost = 1_999_000;
const patienceMs = 60_000;

interface Problem {
  readonly detail?: string;
  readonly errors?: Readonly<Record<string, readonly string[]>>;
}

/** Asks the server for all pages, in as few requests as it answers. */
export async function serverTokens(paths: readonly string[], config: ServerConfig): Promise<PageTokens> {
  const { server, apiKey } = checkedConfig(config, 'configuration') as ServerConfig;
  const address = `${server.replace(/\/+$/, '')}/v2/page-tokens`;
  const secret = secretOf(apiKey);
  const found: [string, PageTokens[string]][] = [];
  const parts = partsOf([...new Set(paths)]);
  for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
    const answer = await ask(address, secret, part);
    if ('data' in answer) found.push(...Object.entries(answer.data));
    else if (part.length > 1 && answer.errors?.['paths'] !== undefined)
      parts.unshift(part.slice(0, part.length / 2), part.slice(part.length / 2));
    else throw new PagesError(textOf(address, answer));
  }
  // A page may have a name that means something to objects: each becomes a member of its own.
  return Object.fromEntries(found);
}

function partsOf(paths: readonly string[]): (readonly string[])[] {
  const parts: string[][] = [];
  let bytes = 0;
  for (const path of paths) {
    const size = Buffer.byteLength(JSON.stringify(path)) + 1;
    bytes += size;
    const last = parts.at(-1);
    if (last !== undefined && last.length < pathsAtMost && bytes <= bytesAtMost) last.push(path);
    else {
      parts.push([path]);
      bytes = size;
    }
  }
  return parts;
}

async function ask(
  address: string,
  secret: string,
  paths: readonly string[],
): Promise<{ readonly data: PageTokens } | Problem> {
  try {
    const answer = await fetch(address, {
      method: 'POST',
      headers: { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ paths }),
      redirect: 'error',
      signal: AbortSignal.timeout(patienceMs),
    });
    const body = (await answer.json()) as { readonly data: PageTokens } | Problem;
    return answer.ok && 'data' in body ? body : { detail: `status ${answer.status}`, ...(body as Problem) };
  } catch (error) {
    throw new PagesError(`${address} does not answer: ${String((error as Error).cause ?? error)}`);
  }
}

const textOf = (address: string, { detail = '', errors = {} }: Problem): string =>
  [
    `${address}: ${detail}`,
    ...Object.entries(errors).map(([field, reasons]) => `${field}: ${reasons.join(', ')}`),
  ].join('\n');
