import { randomBytes } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Configuration } from '../../src/config/configuration.js';
import { readConfiguration } from '../../src/config/configuration.js';
import { makeApplication, type ApplicationOptions } from '../../src/configure-app.js';
import { entities } from '../../src/entities.js';
import { Database } from '../../src/database/database.js';
import { openDatabase } from '../../src/database/open-database.js';
import { migrate } from '../../src/database/schema.js';
import { makeMigratedDatabase, type TestDatabase } from './test-database.js';

export interface TestServer {
  readonly app: NestFastifyApplication;
  readonly database: Database;
  readonly testDatabase: TestDatabase;
  readonly configuration: Configuration;
  /** Origin without a trailing slash. */
  readonly url: string;
  /** Real HTTP to the server; `path` begins with a slash and goes out as it stands. */
  request(path: string, options?: RequestOptions): Promise<Answer>;
  close(): Promise<void>;
}

export interface RequestOptions {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  /** Sent as JSON, unless it is text. */
  readonly body?: unknown;
  readonly bearer?: string;
  /** Secret of an API key or widget key, as Timekit's clients send it. */
  readonly basic?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The text as JSON, undefined where it is none. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
}

/** A server on a database of its own, listening on a port of its own; `environment` overrides the test defaults. */
export async function startTestServer(
  environment: Record<string, string> = {},
  options: ApplicationOptions = {},
): Promise<TestServer> {
  const testDatabase = await makeMigratedDatabase(migrateTestDatabase);
  return startServerOn(testDatabase, environment, () => testDatabase.remove(), options);
}

/** A second server on the database of the first, as on another machine. */
export const startAnotherServer = (
  first: {
    readonly testDatabase: TestDatabase;
    readonly configuration: Pick<Configuration, 'masterKey'>;
  },
  environment: Record<string, string> = {},
): Promise<TestServer> =>
  startServerOn(
    first.testDatabase,
    { COUNTERSIGN_MASTER_KEY: first.configuration.masterKey ?? '', ...environment },
    async () => undefined,
  );

export async function migrateTestDatabase(testDatabase: TestDatabase): Promise<void> {
  const database = await openDatabase(testDatabase.target, entities, { poolSize: 1 });
  await migrate(database);
  await database.close();
}

/** A thousand requests at once wait for longer than operators let them, where client and server share a busy processor. */
const unhurried = { headersMs: 60_000, requestMs: 60_000, idleMs: 120_000, keepAliveMs: 125_000 };

async function startServerOn(
  testDatabase: TestDatabase,
  environment: Record<string, string>,
  afterClose: () => Promise<void>,
  options: ApplicationOptions = {},
): Promise<TestServer> {
  const configuration = readConfiguration({
    PORT: '0',
    DATABASE_URL: testDatabase.url,
    COUNTERSIGN_MASTER_KEY: randomBytes(32).toString('base64'),
    COUNTERSIGN_POOL_SIZE: '8',
    COUNTERSIGN_RATE_LIMIT_PER_MINUTE: '0',
    COUNTERSIGN_BROWSER_RATE_LIMIT_PER_MINUTE: '0',
    COUNTERSIGN_AUTH_FAILURES_PER_MINUTE: '0',
    COUNTERSIGN_SIGNS_PER_KEY_PER_MINUTE: '0',
    COUNTERSIGN_SIGNS_PER_USER_PER_MINUTE: '0',
    COUNTERSIGN_ATTACHES_PER_KEY_PER_MINUTE: '0',
    COUNTERSIGN_ATTACHES_PER_USER_PER_MINUTE: '0',
    COUNTERSIGN_LOG_LEVEL: 'silent',
    PUBLIC_URL: 'https://countersign.example',
    ...environment,
  });
  const app = await makeApplication(configuration, { timeouts: unhurried, ...options });
  return served(app, { testDatabase, configuration }, afterClose);
}

/** Lets an application listen, and reaches it. */
export async function served(
  app: NestFastifyApplication,
  given: Pick<TestServer, 'testDatabase' | 'configuration'>,
  afterClose: () => Promise<void>,
): Promise<TestServer> {
  await app.listen({ host: '127.0.0.1', port: 0 });
  const url = await app.getUrl();
  return {
    app,
    database: app.get(Database),
    ...given,
    url,
    request: (path, options) => send(url + path, options),
    close: async () => {
      await app.close();
      await afterClose();
    },
  };
}

/** One request over real HTTP; redirects are answers. */
export async function send(
  address: string,
  { method = 'GET', headers = {}, body, bearer, basic }: RequestOptions = {},
): Promise<Answer> {
  const answer = await fetch(address, {
    method,
    redirect: 'manual',
    headers: {
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...(bearer !== undefined && { Authorization: `Bearer ${bearer}` }),
      ...(basic !== undefined && { Authorization: `Basic ${Buffer.from(`:${basic}`).toString('base64')}` }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text, body: parse(text) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
