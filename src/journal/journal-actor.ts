import type { Principal } from '../access/principal.js';
import type { JournalActor } from './journal-entry.js';

/** The actor of a request. */
export const actorOf = (caller: Principal, requestId: string): JournalActor => ({
  requestId,
  credentialKind: caller.credential.kind,
  credentialId: caller.credential.id,
  userId: caller.kind === 'user' ? caller.user.id : null,
  fingerprint: caller.credential.fingerprint,
});

/** The actor of what happens by itself, such as a hold that expires. */
export const systemActor: JournalActor = {
  requestId: null,
  credentialKind: 'system',
  credentialId: null,
  userId: null,
  fingerprint: null,
};
