import type { DevicePrincipal, Principal } from '../../access/principal.js';

/** Who calls for devices and their users: the merchant's server for all users, a client for the user of its token, or for whom it names. */
export type DeviceCaller = Extract<Principal, { kind: 'app' }> | DevicePrincipal;
