import { lookup, Resolver } from 'node:dns/promises';

export interface ResolvedAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

/** Turns a name into every address it has; an empty list or an error when it has none. Stops when `signal` aborts. */
export type AddressResolver = (name: string, signal: AbortSignal) => Promise<readonly ResolvedAddress[]>;

/**
 * Asks the name servers directly.
 *
 * `dns.lookup` is not used for names that strangers may own: it occupies one of libuv's few threads until the
 * system's own time-out, so one merchant's silent name server would hold up every other merchant's lookups.
 */
export const resolveByNameServers: AddressResolver = async (name, signal) => {
  const resolver = new Resolver();
  const cancel = (): void => resolver.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    const [v4, v6] = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
    return [...addresses(v4, 4), ...addresses(v6, 6)];
  } finally {
    signal.removeEventListener('abort', cancel);
  }
};

function addresses(answer: PromiseSettledResult<string[]>, family: 4 | 6): ResolvedAddress[] {
  return answer.status === 'fulfilled' ? answer.value.map((address) => ({ address, family })) : [];
}

/**
 * Asks the operating system, which also knows the hosts file and search domains: for operators who allow private
 * addresses and so name hosts that no public name server knows.
 */
export const resolveBySystem: AddressResolver = async (name) => {
  const found = await lookup(name, { all: true, order: 'verbatim' });
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
};
