import type { Sealer } from '../../crypto/seal.js';
import { addressGroup } from '../../limits/address-group.js';

/**
 * What is kept of a client's address: a keyed digest of its group (an IPv6 address counts as its /64), 43 characters. It can be
 * compared within one tenant; without the master key it says nothing.
 */
export const addressDigest = (
  sealer: Pick<Sealer, 'lookupDigest'>,
  tenantId: string,
  address: string,
): string => sealer.lookupDigest(`address ${tenantId} ${addressGroup(address)}`);
