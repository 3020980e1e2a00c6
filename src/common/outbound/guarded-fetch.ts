import { resolveByNameServers, resolveBySystem, type ResolvedAddress } from './address-resolver.js';
import { OutboundRefused } from './outbound.errors.js';
import { readTarget, type OutboundTarget } from './outbound-target.js';
import type { GuardedAnswer, GuardedFetchOptions, GuardedRequest } from './outbound-request.js';
import { requestPinned } from './pinned-request.js';
import { isPublicAddress } from './special-addresses.js';

/**
 * One GET of a URL that somebody else chose.
 *
 * Guarantees: the name is resolved once and every address it has must be public, the connection goes to exactly
 * those addresses while TLS and `Host` keep the name, no redirect is followed, nothing is sent but the request line
 * and fixed headers, at most `maxBytes` are read, and the promise settles within `timeoutMs`.
 *
 * @throws OutboundRefused and nothing else.
 */
export async function guardedFetch(
  url: string,
  request: GuardedRequest,
  options: GuardedFetchOptions,
): Promise<GuardedAnswer> {
  const reading = readTarget(url, options.allowPrivate);
  if ('refused' in reading) throw new OutboundRefused(reading.refused);

  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(new OutboundRefused('timed_out')), options.timeoutMs);
  const close = (): void => deadline.abort(new OutboundRefused('closed'));
  if (request.signal?.aborted === true) close();
  request.signal?.addEventListener('abort', close, { once: true });
  try {
    const addresses = await untilAborted(
      checkedAddresses(reading.ok, options, deadline.signal),
      deadline.signal,
    );
    return await untilAborted(
      requestPinned(reading.ok.url, addresses, request, options, deadline.signal),
      deadline.signal,
    );
  } finally {
    clearTimeout(timer);
    request.signal?.removeEventListener('abort', close);
  }
}

async function checkedAddresses(
  target: OutboundTarget,
  options: GuardedFetchOptions,
  signal: AbortSignal,
): Promise<readonly ResolvedAddress[]> {
  const addresses = target.hostIsAddress
    ? [{ address: target.host, family: target.host.includes(':') ? (6 as const) : (4 as const) }]
    : await resolved(target.host, options, signal);
  if (addresses.length === 0) throw new OutboundRefused('name_not_resolved');
  // One private address among public ones refuses all of them: which one is connected to is not ours to gamble on.
  if (!options.allowPrivate && !addresses.every(({ address }) => isPublicAddress(address))) {
    throw new OutboundRefused('address_not_public');
  }
  return addresses;
}

async function resolved(
  name: string,
  options: GuardedFetchOptions,
  signal: AbortSignal,
): Promise<readonly ResolvedAddress[]> {
  const resolve = options.resolve ?? (options.allowPrivate ? resolveBySystem : resolveByNameServers);
  try {
    return await resolve(name, signal);
  } catch {
    throw new OutboundRefused('name_not_resolved');
  }
}

/** Settles with the abort's reason as soon as `signal` aborts, however long `work` takes to notice. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason as OutboundRefused);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
