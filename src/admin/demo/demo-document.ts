import { hostedExperience } from '../../search-page/hosted-token.js';

export const demoNames = {
  slug: 'demo',
  serverKey: 'demo-server',
  widgetKey: 'demo-widget',
  hmacKid: 'demo-hs256',
  rsaKid: 'demo-rs256',
  project: 'haircut',
  template: 'search',
  experience: 'MySearchExperience',
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
          description: 'Cuts and colours, for long hair above all.',
          tags: ['barber', 'colour', 'long hair'],
          availability_constraints: openingHours,
        },
        {
          name: 'Ben',
          timezone: 'Europe/Copenhagen',
          description: 'Beards, wet shaves and short cuts.',
          tags: ['barber', 'beard', 'shave'],
          availability_constraints: openingHours,
        },
      ],
      projects: [
        {
          slug: demoNames.project,
          name: 'Haircut',
          description: 'Wash, cut and dry with Ann or Ben.',
          resources: ['Ann', 'Ben'],
          availability: { length: '30 minutes' },
          booking: { graph: 'instant', what: 'Haircut', where: 'Acme Barbers' },
        },
        {
          slug: 'beard-trim',
          name: 'Beard trim',
          description: 'Beard trimmed and shaped, with a hot towel, by Ben.',
          resources: ['Ben'],
          availability: { length: '30 minutes' },
          booking: { graph: 'instant', what: 'Beard trim', where: 'Acme Barbers' },
        },
        {
          slug: 'hair-colour',
          name: 'Hair colour',
          description: 'Advice, colour and cut with Ann; she confirms each appointment.',
          resources: ['Ann'],
          availability: { length: '90 minutes', timeslot_increments: '30 minutes' },
          booking: { graph: 'confirm_decline', what: 'Hair colour', where: 'Acme Barbers' },
          customer_fields: {
            phone: { title: 'Telephone', format: 'tel' },
            comment: { title: 'Which colour would you like?', format: 'textarea', required: true },
          },
        },
      ],
      search_experiences: [
        { key: demoNames.experience, types: ['projects', 'resources'] },
        // Asks for the search page of this server.
        { key: hostedExperience, types: ['projects', 'resources'] },
      ],
      token_templates: [
        {
          name: demoNames.template,
          kid: demoNames.serverKey,
          claims: {
            aud: '/v2/accounts/me/search',
            expires_in: 86_400,
            query: { experienceKey: demoNames.experience },
          },
        },
      ],
    },
  ],
});
