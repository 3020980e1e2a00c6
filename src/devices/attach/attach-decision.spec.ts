import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decideAttach, limitOf, type AttachFacts } from './attach-decision.js';

const facts = (members: Partial<AttachFacts>): AttachFacts => ({
  device: 'new',
  attachedBefore: 0,
  limit: null,
  blocks: false,
  suspended: false,
  ...members,
});

describe('decideAttach', () => {
  it.each<[string, Partial<AttachFacts>, ReturnType<typeof decideAttach>]>([
    ['a first device', {}, { ok: { adds: true, attachedDevices: 1, exceeded: false } }],
    [
      'the last one that the limit allows',
      { attachedBefore: 1, limit: 2, blocks: true },
      { ok: { adds: true, attachedDevices: 2, exceeded: false } },
    ],
    [
      'one too many, which the client is told of',
      { attachedBefore: 2, limit: 2 },
      { ok: { adds: true, attachedDevices: 3, exceeded: true } },
    ],
    [
      'one too many, refused',
      { attachedBefore: 2, limit: 2, blocks: true },
      { refused: 'device_limit_exceeded' },
    ],
    [
      'a detached one that comes back over the limit',
      { device: 'detached', attachedBefore: 2, limit: 2, blocks: true },
      { refused: 'device_limit_exceeded' },
    ],
    [
      'a detached one that comes back',
      { device: 'detached', attachedBefore: 1, limit: 2, blocks: true },
      { ok: { adds: true, attachedDevices: 2, exceeded: false } },
    ],
    [
      'an attached one where the limit was lowered since',
      { device: 'attached', attachedBefore: 5, limit: 2, blocks: true },
      { ok: { adds: false, attachedDevices: 5, exceeded: true } },
    ],
    [
      'an attached one at the limit',
      { device: 'attached', attachedBefore: 2, limit: 2, blocks: true },
      { ok: { adds: false, attachedDevices: 2, exceeded: false } },
    ],
    [
      'a suspended user where the client decides',
      { suspended: true },
      { ok: { adds: true, attachedDevices: 1, exceeded: false } },
    ],
    [
      'a suspended user where the server refuses, whatever the limit',
      { suspended: true, blocks: true, device: 'attached', attachedBefore: 1, limit: 9 },
      { refused: 'user_suspended' },
    ],
  ])('%s', (_, members, decision) => {
    expect(decideAttach(facts(members))).toEqual(decision);
  });

  it('never lets a blocking tenant’s user go beyond the limit by adding', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.array(fc.constantFrom('attached' as const, 'detached' as const, 'new' as const)),
        (limit, arrivals) => {
          let attachedBefore = 0;
          for (const device of arrivals) {
            if (device === 'attached' && attachedBefore === 0) continue;
            const decision = decideAttach(facts({ device, attachedBefore, limit, blocks: true }));
            if ('ok' in decision) attachedBefore = decision.ok.attachedDevices;
            expect(attachedBefore).toBeLessThanOrEqual(limit);
          }
        },
      ),
    );
  });
});

describe('limitOf', () => {
  it.each([
    ['the tenant’s, where the call names none', { standard: 2, asked: null, signed: true }, 2],
    ['the one a signed call names, higher', { standard: 2, asked: 5, signed: true }, 5],
    ['the one a signed call names, lower', { standard: 2, asked: 1, signed: true }, 1],
    ['the one a signed call names where the tenant has none', { standard: null, asked: 3, signed: true }, 3],
    ['the tenant’s, where an unsigned call names a higher one', { standard: 2, asked: 9, signed: false }, 2],
    ['none, where an unsigned call names one', { standard: null, asked: 1, signed: false }, null],
  ])('is %s', (_, given, limit) => {
    expect(limitOf(given)).toBe(limit);
  });
});
