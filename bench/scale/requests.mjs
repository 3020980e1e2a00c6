import { createSecretKey } from 'node:crypto';
import { signToken } from '../lib/tokens.mjs';

const day = 86_400_000;
const customers = 20;

/** Merchants that are asked, from the largest to the smallest: as many others are not asked at all. */
export const askedMerchants = (tenants, count) => [
  ...new Set(Array.from({ length: count }, (_, index) => Math.floor((index * tenants) / count))),
];

/**
 * The requests of each kind, by its name in the mixture: customers and merchants in turn, so that no two that follow each
 * other ask the same. `start` is the day from which on the merchants have bookings.
 */
export function requestsOf(merchants, start) {
  const spread = (make) =>
    Array.from({ length: customers }, (_, customer) =>
      merchants.map((merchant) => make(merchant, customer)),
    ).flat();
  const get = (path, token) => ({
    method: 'GET',
    path,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  });
  const post = (path, token, body) => ({
    method: 'POST',
    path,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const list = (customer) =>
    `/v2/bookings?limit=20&search=${encodeURIComponent(`customer.email:c${customer}@example.com`)}`;
  const window = { from: new Date(start).toISOString(), to: new Date(start + 31 * day).toISOString() };
  const asked = {
    'GET /v2/me, token seen before': spread(({ userToken }) => get('/v2/me', userToken)),
    'signed search': spread(({ slug, key }, customer) => get(signed(list(customer), slug, key, customer))),
    'list by e-mail address': spread(({ key }, customer) => get(list(customer), key)),
    availability: spread(({ key, chairs }) =>
      post('/v2/availability', key, { resources: chairs, ...window, length: '30 minutes' }),
    ),
    search: spread(({ key }, customer) => get(`/v2/search?input=chair%20${customer}`, key)),
  };
  return asked;
}

function signed(path, slug, key, customer) {
  const claims = { app_slug: slug, 'customer.email': `c${customer}@example.com` };
  return `${path}&signed_search=${signToken('HS256', createSecretKey(Buffer.from(key)), {}, claims)}`;
}

/** Bookings on every resource of these merchants, half hour after half hour from `from` on; endless. */
export function* creations(merchants, from) {
  for (let at = 0; ; at += 1) {
    const start = from + Math.floor(at / 20) * 1_800_000;
    for (const { key, chairs } of merchants)
      yield {
        method: 'POST',
        path: '/v2/bookings',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          ...{ resource_id: chairs[at % chairs.length], what: 'Haircut' },
          ...{ start: new Date(start).toISOString(), end: new Date(start + 1_800_000).toISOString() },
          ...{ customer: { name: 'Ann Example', email: `new${at}@example.com` }, meta: { order: `n${at}` } },
        }),
      };
  }
}
