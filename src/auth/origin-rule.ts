import type { Principal } from '../access/principal.js';
import { Problem } from '../common/problem.js';

/** Kinds of credential that live in browsers, where an Origin header tells the page (contract 0, CORS). */
const browserHeld: ReadonlySet<Principal['kind']> = new Set(['widget', 'customer', 'action']);

/** Throws where a browser-held credential comes from a page that its tenant has not listed; an empty list allows all. */
export function refuseForeignOrigin(caller: Principal, origin: string | undefined): void {
  if (origin === undefined || !browserHeld.has(caller.kind)) return;
  const allowed = caller.tenant.settings.allowed_origins;
  if (allowed.length > 0 && !allowed.includes(origin)) {
    throw new Problem('origin_not_allowed', {
      detail: 'Add this origin to allowed_origins of the tenant to use the credential here.',
    });
  }
}
