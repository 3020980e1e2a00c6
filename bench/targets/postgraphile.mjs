import { createRequire } from 'node:module';
import { createServer } from 'node:http';
import { answerQuestions } from '../lib/processes.mjs';

/** PostGraphile over the product's own tables, as its guides show: JWT claims as settings of the transaction, row filters in PostgreSQL. */
async function start({ databaseUrl, jwtSecret, role }) {
  process.env.NODE_ENV = 'production';
  const { postgraphile } = createRequire(new URL('../baselines/package.json', import.meta.url))(
    'postgraphile',
  );
  const handler = postgraphile(databaseUrl, 'public', {
    jwtSecret,
    pgDefaultRole: role,
    ignoreRBAC: false,
    disableQueryLog: true,
    disableDefaultMutations: true,
  });
  const server = createServer(handler);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}/graphql` };
}

answerQuestions({ start });
