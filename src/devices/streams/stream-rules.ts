import type { Principal } from '../../access/principal.js';
import type { Change } from '../../database/change-feed.js';
import type { Device } from '../device.entity.js';

/** Why a stream ended: the label of its metric. */
export const streamEnds = [
  'logout',
  'expired',
  'proof_changed',
  'displaced',
  'not_reading',
  'client_left',
  'shutdown',
] as const;
export type StreamEnd = (typeof streamEnds)[number];

/** How many streams one device may have: as many tabs of one browser. */
export const mostStreamsOfDevice = 20;

/** The instant from which on the proof of the caller holds no more, with the tolerance that it was proven with; Infinity where it has no end. */
export const proofEndsAtMs = (caller: Principal): number =>
  caller.kind === 'device' && caller.expiresAtSeconds !== null
    ? (caller.expiresAtSeconds + caller.tenant.settings.clock_tolerance_s) * 1000
    : Infinity;

/** As much of a device's row as tells whether a logout is due. */
export type Attachment = Pick<Device, 'status' | 'attachedAt'>;

/**
 * Was the device detached since a stream was opened, when it had been attached at `attachedAt`? A row that is gone was;
 * so was one that is attached anew.
 */
export const wasDetachedSince = (attachedAt: number, now: Attachment | undefined): boolean =>
  now?.status !== 'attached' || now.attachedAt !== attachedAt;

/** What a stream was opened on the strength of. */
export interface StreamProof {
  readonly tenantId: string;
  /** The API key that came, that signed, or that an unsigned client named. */
  readonly keyId: string;
}

/** Does a change of this kind end the proof? Whoever is still welcome proves it by coming back. */
export function endsProof({ topic, tenantId, subject }: Change, proof: StreamProof): boolean {
  if (tenantId !== proof.tenantId) return false;
  return topic === 'tenant' || (topic === 'api_key' && subject === proof.keyId);
}

/**
 * The one of a device's streams, the oldest first, that gives way; null where there are not too many. A stranger who knows
 * no more than the device's id takes no signed client's place.
 */
export const displaced = <Stream extends { readonly isSigned: boolean }>(
  streams: readonly Stream[],
): Stream | null =>
  streams.length <= mostStreamsOfDevice
    ? null
    : (streams.find(({ isSigned }) => !isSigned) ?? streams[0] ?? null);

/**
 * The stream of a server whose places are all taken that gives way to one more; null where the one that comes is refused. What
 * strangers opened, which is as many as they like, keeps out nobody who proves themselves. For a stranger no stream is looked at.
 */
export function displacedBy<Stream extends { readonly isSigned: boolean; readonly isOpen: boolean }>(
  isSigned: boolean,
  streams: Iterable<Stream>,
): Stream | null {
  if (!isSigned) return null;
  for (const stream of streams) if (stream.isOpen && !stream.isSigned) return stream;
  return null;
}
