/** How callers prove themselves; the names are those that `@Endpoint` gives to its routes. */
export const securitySchemes = {
  apiKey: {
    type: 'http',
    scheme: 'basic',
    description:
      'The secret of an API key or widget key as the password, with an empty user name: `Basic base64(":" + secret)`.',
  },
  apiKeyBearer: {
    type: 'http',
    scheme: 'bearer',
    description: 'The secret of an API key as a bearer token.',
  },
  userToken: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'A JWT that the merchant signed for one of its users.',
  },
  userTokenInQuery: {
    type: 'apiKey',
    in: 'query',
    name: 'jwt',
    description: 'The same JWT as a query parameter. Never together with another credential.',
  },
  signedSearch: {
    type: 'apiKey',
    in: 'query',
    name: 'signed_search',
    description:
      'A JWT that the merchant’s server signed for a customer (HS256): its pairs must stand in `search`, and bound what is seen. A widget key may stand beside it.',
  },
  actionLink: {
    type: 'apiKey',
    in: 'query',
    name: 'signature',
    description: 'The JWT of an action link: one action on one booking, once.',
  },
  mintedToken: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description:
      'A JWT that an API key’s secret signed (HS256, HS384 or HS512; `kid` is the key’s id): it opens the paths in `aud`, by the methods in `methods`, with the parameters in `query`, and is safe in a page.',
  },
  mintedTokenInQuery: {
    type: 'apiKey',
    in: 'query',
    name: 'jwt',
    description: 'The same minted token, in the address.',
  },
  securityToken: {
    type: 'http',
    scheme: 'basic',
    description:
      'A merchant’s client: `client_id:security_token`, as it is or in base64. `client_id` is the public id of an API key; the token may be left out unless the tenant enforces it, and may come as `secret` in the body.',
  },
  securityTokenInQuery: {
    type: 'apiKey',
    in: 'query',
    name: 'auth',
    description: 'Event streams only: the same `client_id:security_token`.',
  },
} as const;

export const headers = {
  RequestId: {
    description: 'Id of the request in the log. A harmless `X-Request-Id` of the client is taken over.',
    schema: { type: 'string' },
  },
  TestMode: { description: 'Only from test tenants: `true`.', schema: { type: 'string', const: 'true' } },
  RetryAfter: { description: 'Seconds to wait.', schema: { type: 'integer', minimum: 1 } },
  Challenge: { description: 'RFC 6750.', schema: { type: 'string' } },
} as const;

export const parameters = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description:
      'Makes a request safe to repeat: for 24 hours the same key with the same body gives the first answer again, byte for byte; with another body 409 `idempotency_conflict`.',
    schema: { type: 'string' },
    example: '6f1e9a52-3a0c-4a86-9b6f-6f2d1f1c9a10',
  },
  TimeZone: {
    name: 'Timekit-Timezone',
    in: 'header',
    required: false,
    description: 'IANA zone in which times are answered; UTC otherwise. An unknown zone is 422.',
    schema: { type: 'string' },
    example: 'Europe/Copenhagen',
  },
} as const;

export const information = {
  title: 'Countersign',
  version: '2',
  description: `A multi-tenant booking backend in which every request proves itself with a signature.

- **Paths**: \`/v2/accounts/{me|slug}/REST\` is the same as \`/v2/REST\`, and so is \`/api/REST\`. A trailing slash is accepted.
- **One credential a request**: two different ones are refused (400 \`credential_ambiguous\`). \`x-callers\` names the kinds of caller that a route lets in: \`app\` (API key), \`widget\` (widget key), \`user\` (token of a merchant's user), \`customer\` (signed search), \`action\` (action link), \`device\` (client: a security token, or only its \`client_id\`). The one pair is a widget key beside a \`signed_search\` of the same tenant.
- **Errors** are \`application/problem+json\`; every code is explained at [/docs/errors](/docs/errors).
- **Lists**: \`limit\` (1–1000, 50), \`page\`, \`cursor\` (from \`next_cursor\`), \`count=false\`, \`orderBy\`, \`sortedBy\`.
- **Times** are RFC 3339 with an offset. In a query a \`+\` must be written \`%2B\`.`,
} as const;
