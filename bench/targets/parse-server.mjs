import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { answerQuestions } from '../lib/processes.mjs';

const applicationId = 'bench';
const headers = { 'x-parse-application-id': applicationId, 'content-type': 'application/json' };

/**
 * Parse Server on a PostgreSQL database of its own with as many bookings of the same members, each readable by its customer's
 * account alone and indexed by e-mail address. Answers the customer's request for a page of them, which a session token proves.
 */
async function start({ databaseUrl, bookings, perCustomer, customer }) {
  // Or it makes a folder of logs where it runs.
  process.env['PARSE_SERVER_LOGS_FOLDER'] = 'null';
  const { ParseServer } = createRequire(new URL('../baselines/parse-server/package.json', import.meta.url))(
    'parse-server',
  );
  const server = createServer();
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${server.address().port}`;
  const parse = new ParseServer({
    ...{ databaseURI: databaseUrl, appId: applicationId, masterKey: randomBytes(16).toString('hex') },
    ...{ serverURL: url, silent: true, logLevel: 'error', allowClientClassCreation: true },
  });
  await parse.start();
  server.on('request', parse.app);
  const { objectId, sessionToken } = await post(`${url}/users`, { username: 'ann', password: 'secret' });
  await post(`${url}/classes/Booking`, { ...memberValues, ACL: { [objectId]: { read: true } } });
  await fill(databaseUrl, { bookings, perCustomer, objectId, customer });
  const where = encodeURIComponent(JSON.stringify({ email: `c${customer}@example.com` }));
  return {
    url: `${url}/classes/Booking?where=${where}&order=-createdAt&limit=50&count=1`,
    headers: { ...headers, 'x-parse-session-token': sessionToken },
  };
}

/** What our answer has of a booking. */
const memberValues = {
  ...{ graph: 'instant', state: 'confirmed', completed: false, what: 'Haircut', email: 'nobody@example.com' },
  ...{
    startsAt: 1,
    endsAt: 2,
    customers: [{ name: 'Ann', email: 'nobody@example.com' }],
    meta: { order: '' },
  },
};

async function post(url, body) {
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  const answer = await response.json();
  if (!response.ok) throw new Error(`Parse Server answered ${response.status}: ${JSON.stringify(answer)}`);
  return answer;
}

/** Copies of the row that Parse Server wrote itself, so that they have its form. */
async function fill(connectionString, { bookings, perCustomer, objectId, customer }) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const customers = Math.round(bookings / perCustomer);
    const email = `'c' || (i % ${customers}) || '@example.com'`;
    await client.query(
      `INSERT INTO "Booking" ("objectId", "createdAt", "updatedAt", "_rperm", "_wperm", graph, state, completed, what, email,
         "startsAt", "endsAt", customers, meta)
       SELECT 'b' || i, now() - i * interval '1 minute', now(),
         CASE WHEN i % ${customers} = ${customer} THEN '{${objectId}}'::text[] ELSE '{nobody}' END, "_wperm", graph, state, completed, what,
         ${email}, i, i + 1800000, jsonb_build_array(jsonb_build_object('name', 'Ann', 'email', ${email})),
         jsonb_build_object('order', 'o' || i)
       FROM "Booking", generate_series(1, ${bookings}) i`,
    );
    await client.query(`CREATE INDEX booking_by_email ON "Booking" (email, "createdAt")`);
    await client.query(`ANALYZE "Booking"`);
  } finally {
    await client.end();
  }
}

answerQuestions({ start });
