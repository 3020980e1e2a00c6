import { describe, expect, it } from '@jest/globals';
import { readActionLinkClaims } from './action-link-claims.js';

const id = '018f3a5e-7b1c-7aaa-8bbb-0123456789ab';
const least = { booking_id: id, action: 'cancel_by_customer' };

describe('readActionLinkClaims', () => {
  it('reads booking, action, times, jti and redirect', () => {
    const payload = { ...least, iat: 1, nbf: 2, exp: 3, jti: 'j', redirect: 'https://shop.example/bye' };
    expect(readActionLinkClaims(payload)).toEqual({
      ok: {
        link: {
          bookingId: id,
          action: 'cancel_by_customer',
          issuedAtSeconds: 1,
          jti: 'j',
          redirect: 'https://shop.example/bye',
        },
        times: { iat: 1, nbf: 2, exp: 3 },
      },
    });
  });

  it('needs booking and action alone', () => {
    expect(readActionLinkClaims(least)).toMatchObject({
      ok: { link: { issuedAtSeconds: null, jti: null, redirect: null } },
    });
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['no booking', { action: 'cancel' }, 'booking_id_invalid'],
    ['a booking in upper case', { ...least, booking_id: id.toUpperCase() }, 'booking_id_invalid'],
    ['a booking that is no id', { ...least, booking_id: 'x' }, 'booking_id_invalid'],
    ['a list of bookings', { ...least, booking_id: [id] }, 'booking_id_invalid'],
    ['a number for a booking', { ...least, booking_id: 7 }, 'booking_id_invalid'],
    ['no action', { booking_id: id }, 'action_invalid'],
    ['an empty action', { ...least, action: '' }, 'action_invalid'],
    ['an action in upper case', { ...least, action: 'Cancel' }, 'action_invalid'],
    ['an action with a slash', { ...least, action: 'cancel/x' }, 'action_invalid'],
    ['a list of actions', { ...least, action: ['cancel'] }, 'action_invalid'],
    ['redirect that is null', { ...least, redirect: null }, 'redirect_invalid'],
    ['redirect that is a list', { ...least, redirect: ['https://x.example'] }, 'redirect_invalid'],
    ['redirect with NUL', { ...least, redirect: 'https://x.example/\u0000' }, 'redirect_invalid'],
    ['a tenant', { ...least, app_slug: 'acme' }, 'member_unknown'],
    ['a search field', { ...least, 'customer.email': 'a' }, 'member_unknown'],
    ['a user', { ...least, id: 'u' }, 'member_unknown'],
    ['an audience', { ...least, aud: 'x' }, 'member_unknown'],
    [
      '__proto__',
      JSON.parse(`{"booking_id":"${id}","action":"cancel","__proto__":1}`) as never,
      'member_unknown',
    ],
    ['exp as text', { ...least, exp: '9999999999' }, 'exp_invalid'],
    ['nbf that is null', { ...least, nbf: null }, 'nbf_invalid'],
    ['iat in milliseconds', { ...least, iat: 1e15 }, 'iat_invalid'],
    ['jti that is a number', { ...least, jti: 1 }, 'jti_invalid'],
  ])('refuses %s', (_title, payload, reason) => {
    expect(readActionLinkClaims(payload)).toEqual({ refused: reason });
  });
});
