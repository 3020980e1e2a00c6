import type { KeyUse } from '../key-uses/key-use.entity.js';
import { instantText } from './instant-text.js';

/** How often a key has proven a request, by itself and by the tokens that it signed, as the command line prints it. */
export const shownKeyUses = (uses: readonly KeyUse[]) => ({
  uses: uses.reduce((sum, { count }) => sum + count, 0),
  last_used_at: instantText(uses.length === 0 ? null : Math.max(...uses.map(({ lastUsedAt }) => lastUsedAt))),
  uses_by_kind: Object.fromEntries(
    uses.map(({ credentialKind, count, lastUsedAt }) => [
      credentialKind,
      { count, last_used_at: instantText(lastUsedAt) },
    ]),
  ),
});
