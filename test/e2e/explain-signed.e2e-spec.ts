import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ExplainActionLink } from '../../src/action-links/explain-action-link.js';
import { newId } from '../../src/common/ids.js';
import type { WalkedProof } from '../../src/federation/walked-steps.js';
import { ExplainSignedSearch } from '../../src/signed-search/explain-signed-search.js';
import { SignedAfterService } from '../../src/tenants/signed-after.service.js';
import { buildBookingRow } from '../builders/booking-rows.js';
import { actionLinkToken, signedSearchToken } from '../builders/signed-tokens.js';
import { buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

const ann = { 'customer.email': 'ann@example.com' };
const action = 'cancel_by_customer';

let server: TestServer;
let tenant: BuiltTenant;
let other: BuiltTenant;
let bookingId: string;

beforeAll(async () => {
  server = await startTestServer();
  [tenant, other] = [await buildTenant(server), await buildTenant(server)];
  bookingId = (await buildBookingRow(server, tenant)).id;
});
afterAll(() => server.close());

const passed = ({ steps }: WalkedProof) => steps.filter((step) => step.passed).map(({ step }) => step);
const failed = ({ steps, refused }: WalkedProof) => [
  steps.find((step) => !step.passed)?.step,
  refused?.reason,
  refused?.publicCode,
];
/** Nothing that was found is left blank. */
const isTold = ({ steps }: WalkedProof) =>
  steps.every(({ found }) => found !== '' && !found.includes('undefined'));

describe('explaining a signed search', () => {
  const explain = (token: string, search?: string) =>
    server.app.get(ExplainSignedSearch, { strict: false }).explain(token, search);
  const sign = (claims = {}, header = {}) => signedSearchToken(tenant, ann, { claims, header });
  const way = ['form', 'header', 'payload', 'tenant', 'key', 'signature', 'times', 'ended'];

  it('goes the whole way of one that is good, and on to the search where it is given', async () => {
    const token = sign();
    expect(passed(await explain(token))).toEqual(way);
    const searched = await explain(token, 'customer.email:ann@example.com;state:confirmed');
    expect(passed(searched)).toEqual([...way, 'search']);
    expect(searched.refused).toBeUndefined();
    expect(isTold(searched)).toBe(true);
  });

  it.each<[string, () => string, string, string, string]>([
    ['no token', () => 'x', 'form', 'not_three_parts', 'token_malformed'],
    [
      'another algorithm',
      () => signedSearchToken(tenant, ann, { algorithm: 'HS512' }),
      'header',
      'alg_mismatch',
      'token_rejected',
    ],
    ['kid of no form', () => sign({}, { kid: '' }), 'header', 'kid_invalid', 'token_rejected'],
    ['a strange member', () => sign({ aud: 'x' }), 'payload', 'member_unknown', 'token_rejected'],
    ['exp as text', () => sign({ exp: 'x' }), 'payload', 'exp_invalid', 'token_rejected'],
    ['no such tenant', () => sign({ app_slug: 'nobody' }), 'tenant', 'app_slug_unknown', 'token_rejected'],
    ['no such key', () => sign({}, { kid: other.keyId }), 'key', 'kid_unknown', 'token_rejected'],
    [
      'another secret',
      () => signedSearchToken(tenant, ann, { secret: other.secret }),
      'signature',
      'signature_wrong',
      'token_rejected',
    ],
    ['the past', () => sign({ exp: 1 }), 'times', 'expired', 'token_expired'],
  ])('stops at %s', async (_title, make, step, reason, code) => {
    const walk = await explain(make());
    expect(failed(walk)).toEqual([step, reason, code]);
    expect(passed(walk)).toEqual(way.slice(0, way.indexOf(step)));
    expect(isTold(walk)).toBe(true);
    expect(walk.refused?.todo).toMatch(/\.$/);
  });

  it('tells what ended it', async () => {
    const merchant = await buildTenant(server);
    await server.app
      .get(SignedAfterService, { strict: false })
      .raise(merchant.id, null, Date.UTC(2020, 0, 1));
    const walk = (claims: object) => explain(signedSearchToken(merchant, ann, { claims: { ...claims } }));
    expect(failed(await walk({ iat: 1 }))).toEqual(['ended', 'signed_too_early', 'token_rejected']);
    expect(failed(await walk({ iat: undefined }))).toEqual(['ended', 'iat_needed', 'token_rejected']);
    expect((await walk({})).steps.at(-1)?.found).toContain('2020-01-01T00:00:00.000Z');
  });

  it('tells where the search differs, and what is wrong with it', async () => {
    const differs = await explain(sign(), 'customer.email:Ann@example.com');
    expect(failed(differs)).toEqual(['search', 'search_uncovered', 'token_rejected']);
    expect(differs.refused?.nearMisses).toEqual([
      'the search has customer.email "Ann@example.com", the token signs customer.email "ann@example.com"',
    ]);
    expect((await explain(sign(), 'state:x')).refused?.nearMisses).toEqual([
      'the search has no customer.email, the token signs customer.email "ann@example.com"',
    ]);
    expect(failed(await explain(sign(), 'x'))).toEqual(['search', 'search_invalid', 'validation_failed']);
  });
});

describe('explaining an action link', () => {
  const explain = (token: string, place?: { id?: string; action?: string }) =>
    server.app.get(ExplainActionLink, { strict: false }).explain(token, place);
  const sign = (claims = {}, header = {}) => actionLinkToken(tenant, bookingId, action, { claims, header });
  const way = ['form', 'header', 'payload', 'place', 'tenant', 'key', 'signature', 'times'];

  it('goes the whole way of one that is good, with or without its address', async () => {
    for (const place of [undefined, {}, { id: bookingId }, { id: bookingId, action }]) {
      const walk = await explain(sign(), place);
      expect([passed(walk), walk.refused, isTold(walk)]).toEqual([way, undefined, true]);
    }
  });

  it.each<[string, () => string, string, string]>([
    ['no token', () => '..', 'form', 'not_three_parts'],
    [
      'another algorithm',
      () => actionLinkToken(tenant, bookingId, action, { algorithm: 'HS384' }),
      'header',
      'alg_mismatch',
    ],
    ['no booking', () => sign({ booking_id: undefined }), 'payload', 'booking_id_invalid'],
    ['no such booking', () => sign({ booking_id: newId() }), 'tenant', 'booking_unknown'],
    ['a kid of nobody', () => sign({}, { kid: 'nobody' }), 'tenant', 'kid_unknown'],
    [
      'another secret',
      () => actionLinkToken(tenant, bookingId, action, { secret: other.secret }),
      'signature',
      'signature_wrong',
    ],
    ['the past', () => sign({ exp: 1 }), 'times', 'expired'],
  ])('stops at %s', async (_title, make, step, reason) => {
    const walk = await explain(make());
    expect(failed(walk).slice(0, 2)).toEqual([step, reason]);
    expect(passed(walk)).toEqual(way.slice(0, way.indexOf(step)));
    expect(isTold(walk)).toBe(true);
  });

  it('stops at an address about something else', async () => {
    expect(failed(await explain(sign(), { id: newId() }))).toEqual([
      'place',
      'booking_other',
      'token_rejected',
    ]);
    expect(failed(await explain(sign(), { action: 'cancel' }))).toEqual([
      'place',
      'action_other',
      'token_rejected',
    ]);
  });
});
