export const demoNames = {
  slug: 'demo',
  serverKey: 'demo-server',
  widgetKey: 'demo-widget',
  hmacKid: 'demo-hs256',
  rsaKid: 'demo-rs256',
  project: 'haircut',
} as const;

/** What the demo merchant's login system says about its users. */
export const demoUsers = [
  { id: 'anna', name: 'Anna Andersen', email: 'anna@example.com' },
  { id: 'bob', name: 'Bob Berg', email: 'bob@example.com' },
] as const;

/** People without an account, who only have what the merchant's server hands their browser. The first one's bookings are shown off. */
export const demoCustomers = [
  { name: 'Carla Customer', email: 'carla@example.com' },
  { name: 'Dan Damm', email: 'dan@example.com' },
] as const;

/** Monday to Saturday. */
const openingHours = [{ allow_hours: { start: 9, end: 17 } }, { block_day: { day: 'Sunday' } }];

/** The demo merchant as a seed file; secrets that are not named are made on the first run. */
export const demoDocument = (publicKey: string): unknown => ({
  tenants: [
    {
      slug: demoNames.slug,
      name: 'Acme Barbers',
      timezone: 'Europe/Copenhagen',
      mode: 'test',
      settings: { branding: { color: '#0a7d55' }, locale: 'en-GB' },
      api_keys: [
        { id: demoNames.serverKey, type: 'api', name: "the shop's server" },
        { id: demoNames.widgetKey, type: 'widget', name: "the shop's web page" },
      ],
      jwt_configurations: [
        { kid: demoNames.hmacKid, algorithm: 'HS256' },
        { kid: demoNames.rsaKid, algorithm: 'RS256', public_key: publicKey },
      ],
      resources: [
        {
          name: 'Ann',
          timezone: 'Europe/Copenhagen',
          tags: ['barber'],
          availability_constraints: openingHours,
        },
        {
          name: 'Ben',
          timezone: 'Europe/Copenhagen',
          tags: ['barber', 'beard'],
          availability_constraints: openingHours,
        },
      ],
      projects: [
        {
          slug: demoNames.project,
          name: 'Haircut',
          resources: ['Ann', 'Ben'],
          availability: { length: '30 minutes' },
          booking: { graph: 'instant', what: 'Haircut', where: 'Acme Barbers' },
        },
      ],
    },
  ],
});
