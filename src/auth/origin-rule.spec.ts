import { describe, expect, it } from '@jest/globals';
import type { Principal } from '../access/principal.js';
import { refuseForeignOrigin } from './origin-rule.js';

const own = 'https://countersign.example';
const shop = 'https://shop.example';

function passes(
  kind: Principal['kind'],
  headers: Parameters<typeof refuseForeignOrigin>[1],
  allowed = [shop],
): boolean {
  const caller = { kind, tenant: { settings: { allowed_origins: allowed } } } as unknown as Principal;
  try {
    refuseForeignOrigin(caller, headers, own);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: 'origin_not_allowed' });
    return false;
  }
}

describe('the rule about origins', () => {
  it.each(['widget', 'customer', 'action'] as const)(
    'holds for %s, whose credential lives in browsers',
    (kind) => {
      expect(passes(kind, { origin: 'https://evil.example' })).toBe(false);
      expect(passes(kind, { origin: `${shop}.evil.example` })).toBe(false);
      expect(passes(kind, { origin: shop })).toBe(true);
      expect(passes(kind, {})).toBe(true);
      expect(passes(kind, { origin: own })).toBe(true);
      expect(passes(kind, { origin: 'https://evil.example' }, [])).toBe(true);
    },
  );

  it.each(['app', 'user'] as const)('is none for %s', (kind) => {
    expect(passes(kind, { origin: 'https://evil.example' })).toBe(true);
  });

  it('lets the form of a link’s own page in, which has no origin', () => {
    expect(passes('action', { origin: 'null' })).toBe(true);
    for (const site of ['same-origin', 'same-site', 'none'])
      expect(passes('action', { origin: 'null', 'sec-fetch-site': site })).toBe(true);
    expect(passes('action', { origin: 'null', 'sec-fetch-site': 'cross-site' })).toBe(false);
    expect(passes('customer', { origin: 'null' })).toBe(false);
    expect(passes('widget', { origin: 'null', 'sec-fetch-site': 'same-origin' })).toBe(false);
  });
});
