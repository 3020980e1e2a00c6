import { describe, expect, it } from '@jest/globals';
import type { CompactJws } from '../crypto/compact-jws.js';
import type { JwtConfiguration } from '../tenants/jwt-configuration.entity.js';
import {
  chooseStrategy,
  readIdentifiers,
  type StrategyFacts,
  type TokenIdentifiers,
} from './strategy-choice.js';

describe('readIdentifiers', () => {
  const read = (header: object, payload: object, kid: CompactJws['kid'] = { ok: 'k' }) =>
    readIdentifiers({ header, payload, kid } as unknown as CompactJws);

  it.each([
    ['neither', {}, {}, { issuer: undefined, issuerInHeader: false }],
    ['the header', { iss: 'a' }, {}, { issuer: 'a', issuerInHeader: true }],
    ['the payload', {}, { iss: 'a' }, { issuer: 'a', issuerInHeader: false }],
    ['both, equal', { iss: 'a' }, { iss: 'a' }, { issuer: 'a', issuerInHeader: true }],
    ['the payload, empty', {}, { iss: '' }, { issuer: '', issuerInHeader: false }],
    [
      'the header, 2048 characters',
      { iss: 'i'.repeat(2048) },
      {},
      { issuer: 'i'.repeat(2048), issuerInHeader: true },
    ],
  ])('reads iss from %s', (_where, header, payload, expected) => {
    expect(read(header, payload)).toEqual({ ok: { ...expected, kid: 'k' } });
  });

  it.each([
    ['different in both', { iss: 'a' }, { iss: 'b' }, 'issuer_conflict'],
    ['different by case', { iss: 'a' }, { iss: 'A' }, 'issuer_conflict'],
    ['empty in the header beside a text', { iss: '' }, { iss: 'a' }, 'issuer_conflict'],
    ['null', { iss: null }, {}, 'issuer_invalid'],
    ['a number', {}, { iss: 1 }, 'issuer_invalid'],
    ['a list', {}, { iss: ['a'] }, 'issuer_invalid'],
    ['an object', { iss: {} }, { iss: 'a' }, 'issuer_invalid'],
    ['too long', {}, { iss: 'i'.repeat(2049) }, 'issuer_invalid'],
    ['with a NUL', {}, { iss: 'a\u0000' }, 'issuer_invalid'],
    ['not well-formed', {}, { iss: '\ud800' }, 'issuer_invalid'],
  ])('refuses iss %s', (_what, header, payload, refused) => {
    expect(read(header, payload)).toEqual({ refused });
  });

  it.each(['kid_missing', 'kid_invalid'] as const)('hands on %s', (refused) => {
    expect(read({}, {}, { refused })).toEqual({ refused });
  });
});

describe('chooseStrategy', () => {
  const configuration = (members: Partial<JwtConfiguration>) =>
    ({ tenantId: 'one', id: 'k', mode: 'held', enabled: true, issuer: null, ...members }) as JwtConfiguration;
  const held = configuration({});
  const naming = configuration({ issuer: 'a' });
  const keySet = configuration({ id: 'set', mode: 'jwks', issuer: 'a' });
  const plain = { issuer: undefined, issuerInHeader: false };
  const inPayload = { issuer: 'a', issuerInHeader: false };
  const inHeader = { issuer: 'a', issuerInHeader: true };

  const choose = (identifiers: Omit<TokenIdentifiers, 'kid'>, facts: Partial<StrategyFacts>) =>
    chooseStrategy({ kid: 'k', ...identifiers }, { ofIssuer: [], ofKid: null, kidIsApiKey: false, ...facts });

  it.each<
    [string, Omit<TokenIdentifiers, 'kid'>, Partial<StrategyFacts>, 'key_set' | 'held_key', JwtConfiguration]
  >([
    ['the set of a known issuer', inPayload, { ofIssuer: [keySet] }, 'key_set', keySet],
    [
      'the set, though the kid is a held key’s',
      inHeader,
      { ofIssuer: [keySet], ofKid: held },
      'key_set',
      keySet,
    ],
    ['the held key without iss', plain, { ofKid: held }, 'held_key', held],
    [
      'the held key with an iss in the payload that nobody knows',
      inPayload,
      { ofKid: held },
      'held_key',
      held,
    ],
    ['the held key that names the iss', inHeader, { ofIssuer: [naming], ofKid: naming }, 'held_key', naming],
    [
      'the held key without an issuer, where the tenant’s own other one names it',
      inHeader,
      { ofIssuer: [configuration({ id: 'other', issuer: 'a' })], ofKid: held },
      'held_key',
      held,
    ],
  ])('chooses %s', (_title, identifiers, facts, strategy, chosen) => {
    expect(choose(identifiers, facts)).toEqual({ ok: { strategy, configuration: chosen } });
  });

  const disabledSet = { ...keySet, enabled: false };
  const others = configuration({ tenantId: 'two', id: 'x', issuer: 'a' });
  it.each<[string, Omit<TokenIdentifiers, 'kid'>, Partial<StrategyFacts>, string]>([
    ['a kid that nobody knows', plain, {}, 'kid_unknown'],
    ['an API key’s id', plain, { kidIsApiKey: true }, 'kid_is_api_key'],
    ['a JWK Set configuration’s id as kid', plain, { ofKid: keySet }, 'kid_unknown'],
    ['a disabled set, without a held key', inPayload, { ofIssuer: [disabledSet] }, 'kid_unknown'],
    ['a disabled held key', plain, { ofKid: { ...held, enabled: false } }, 'configuration_disabled'],
    ['no iss where one is named', plain, { ofKid: naming }, 'issuer_mismatch'],
    ['another iss than the one named', { ...inHeader, issuer: 'b' }, { ofKid: naming }, 'issuer_mismatch'],
    ['an iss in the header that nobody knows', inHeader, { ofKid: held }, 'issuer_unknown'],
    ['another tenant’s iss in the header', inHeader, { ofIssuer: [others], ofKid: held }, 'issuer_mismatch'],
    [
      'another tenant’s iss in the payload',
      inPayload,
      { ofIssuer: [others], ofKid: held },
      'issuer_mismatch',
    ],
    [
      'another tenant’s disabled set',
      inPayload,
      { ofIssuer: [{ ...disabledSet, tenantId: 'two' }], ofKid: held },
      'issuer_mismatch',
    ],
  ])('refuses %s', (_title, identifiers, facts, refused) => {
    expect(choose(identifiers, facts)).toEqual({ refused });
  });
});
