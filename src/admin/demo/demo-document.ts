export const demoNames = {
  slug: 'demo',
  serverKey: 'demo-server',
  widgetKey: 'demo-widget',
  hmacKid: 'demo-hs256',
  rsaKid: 'demo-rs256',
} as const;

/** What the demo merchant's login system says about its users. */
export const demoUsers = [
  { id: 'anna', name: 'Anna Andersen', email: 'anna@example.com' },
  { id: 'bob', name: 'Bob Berg', email: 'bob@example.com' },
] as const;

/** The demo merchant as a seed file; secrets that are not named are made on the first run. */
export const demoDocument = (publicKey: string): unknown => ({
  tenants: [
    {
      slug: demoNames.slug,
      name: 'Acme Barbers',
      timezone: 'Europe/Copenhagen',
      mode: 'test',
      api_keys: [
        { id: demoNames.serverKey, type: 'api', name: "the shop's server" },
        { id: demoNames.widgetKey, type: 'widget', name: "the shop's web page" },
      ],
      jwt_configurations: [
        { kid: demoNames.hmacKid, algorithm: 'HS256' },
        { kid: demoNames.rsaKid, algorithm: 'RS256', public_key: publicKey },
      ],
      resources: [
        { name: 'Ann', timezone: 'Europe/Copenhagen', tags: ['barber'] },
        { name: 'Ben', timezone: 'Europe/Copenhagen', tags: ['barber', 'beard'] },
      ],
    },
  ],
});
