import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import { readDatabaseUrl, type DatabaseTarget } from './database-target.js';

/** Everything the process may be told from outside, parsed once (contract 7, "Configuration"). */
export interface Configuration {
  readonly host: string;
  readonly port: number;
  /** Origin (and path prefix) that links are built from; no trailing slash. */
  readonly publicUrl: string;
  readonly database: DatabaseTarget;
  /** Connections of the PostgreSQL pool. */
  readonly poolSize: number;
  /** Text of the 32-byte master key (base64), or null where it is to be read from, or made in, the data folder. */
  readonly masterKey: string | null;
  readonly allowPrivateJwks: boolean;
  readonly trustProxy: boolean;
  readonly rateLimitPerMinute: number;
  readonly browserRateLimitPerMinute: number;
  readonly authFailuresPerMinute: number;
  readonly signsPerKeyPerMinute: number;
  readonly signsPerUserPerMinute: number;
  readonly attachesPerKeyPerMinute: number;
  readonly attachesPerUserPerMinute: number;
  readonly jwksStaleHours: number;
  readonly metricsToken: string | null;
  readonly logLevel: LogLevel;
  /** Open connections the server accepts at most. */
  readonly maxConnections: number;
  /** Open event streams of devices at most: never more than nine tenths of the connections, so that requests find one too. */
  readonly maxEventStreams: number;
  /** Entries of the verified-token cache at most. */
  readonly tokenCacheSize: number;
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

const flag = z
  .enum(['true', 'false'], { error: 'is either true or false' })
  .transform((text) => text === 'true');
const count = (from: number, to: number) =>
  z
    .string()
    .regex(/^\d+$/, 'is a whole number')
    .transform(Number)
    .refine((value) => value >= from && value <= to, `is between ${from} and ${to}`);

/** Every variable the server knows, with its default; `docs/operations.md` and README list the same. */
export const environmentSchema = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: count(0, 65535).default(3000),
  DATABASE_URL: z.string().default('sqlite:./data/countersign.sqlite'),
  PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'is an http or https URL' }).optional(),
  COUNTERSIGN_MASTER_KEY: z.string().optional(),
  COUNTERSIGN_MASTER_KEY_FILE: z.string().optional(),
  COUNTERSIGN_POOL_SIZE: count(1, 500).default(10),
  COUNTERSIGN_ALLOW_PRIVATE_JWKS: flag.default(false),
  COUNTERSIGN_TRUST_PROXY: flag.default(false),
  COUNTERSIGN_RATE_LIMIT_PER_MINUTE: count(0, 100_000_000).default(6000),
  COUNTERSIGN_BROWSER_RATE_LIMIT_PER_MINUTE: count(0, 100_000_000).default(600),
  COUNTERSIGN_AUTH_FAILURES_PER_MINUTE: count(0, 100_000_000).default(120),
  COUNTERSIGN_SIGNS_PER_KEY_PER_MINUTE: count(0, 100_000_000).default(6000),
  COUNTERSIGN_SIGNS_PER_USER_PER_MINUTE: count(0, 100_000_000).default(60),
  COUNTERSIGN_ATTACHES_PER_KEY_PER_MINUTE: count(0, 100_000_000).default(60_000),
  COUNTERSIGN_ATTACHES_PER_USER_PER_MINUTE: count(0, 100_000_000).default(60),
  COUNTERSIGN_JWKS_STALE_HOURS: count(0, 720).default(24),
  COUNTERSIGN_METRICS_TOKEN: z.string().min(16, 'has at least 16 characters').optional(),
  COUNTERSIGN_LOG_LEVEL: z.enum(logLevels, { error: `is one of ${logLevels.join(', ')}` }).default('info'),
  COUNTERSIGN_MAX_CONNECTIONS: count(1, 1_000_000).default(10_000),
  COUNTERSIGN_MAX_EVENT_STREAMS: count(0, 1_000_000).default(10_000),
  COUNTERSIGN_TOKEN_CACHE_SIZE: count(0, 10_000_000).default(50_000),
});

/** The configuration cannot be used; the message names the variable and what it must be. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/**
 * Reads the configuration from environment variables.
 * A wrong value or an unknown `COUNTERSIGN_*` name throws a ConfigurationError that names it.
 */
export function readConfiguration(environment: Readonly<Record<string, string | undefined>>): Configuration {
  const known = new Set(Object.keys(environmentSchema.shape));
  for (const name of Object.keys(environment)) {
    if (name.startsWith('COUNTERSIGN_') && !name.startsWith('COUNTERSIGN_TEST_') && !known.has(name)) {
      throw new ConfigurationError(
        `${name} is not a setting of Countersign. Known: ${[...known].sort().join(', ')}.`,
      );
    }
  }
  const parsed = environmentSchema.safeParse(withoutEmpty(environment));
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
    throw new ConfigurationError(`${lines.join('; ')}.`);
  }
  const values = parsed.data;
  return {
    host: values.HOST,
    port: values.PORT,
    publicUrl: (values.PUBLIC_URL ?? `http://${bracketed(values.HOST)}:${values.PORT}`).replace(/\/+$/, ''),
    database: readDatabaseUrl(values.DATABASE_URL),
    poolSize: values.COUNTERSIGN_POOL_SIZE,
    masterKey: readMasterKey(values.COUNTERSIGN_MASTER_KEY, values.COUNTERSIGN_MASTER_KEY_FILE),
    allowPrivateJwks: values.COUNTERSIGN_ALLOW_PRIVATE_JWKS,
    trustProxy: values.COUNTERSIGN_TRUST_PROXY,
    rateLimitPerMinute: values.COUNTERSIGN_RATE_LIMIT_PER_MINUTE,
    browserRateLimitPerMinute: values.COUNTERSIGN_BROWSER_RATE_LIMIT_PER_MINUTE,
    authFailuresPerMinute: values.COUNTERSIGN_AUTH_FAILURES_PER_MINUTE,
    signsPerKeyPerMinute: values.COUNTERSIGN_SIGNS_PER_KEY_PER_MINUTE,
    signsPerUserPerMinute: values.COUNTERSIGN_SIGNS_PER_USER_PER_MINUTE,
    attachesPerKeyPerMinute: values.COUNTERSIGN_ATTACHES_PER_KEY_PER_MINUTE,
    attachesPerUserPerMinute: values.COUNTERSIGN_ATTACHES_PER_USER_PER_MINUTE,
    jwksStaleHours: values.COUNTERSIGN_JWKS_STALE_HOURS,
    metricsToken: values.COUNTERSIGN_METRICS_TOKEN ?? null,
    logLevel: values.COUNTERSIGN_LOG_LEVEL,
    maxConnections: values.COUNTERSIGN_MAX_CONNECTIONS,
    maxEventStreams: Math.min(
      values.COUNTERSIGN_MAX_EVENT_STREAMS,
      Math.floor(values.COUNTERSIGN_MAX_CONNECTIONS * 0.9),
    ),
    tokenCacheSize: values.COUNTERSIGN_TOKEN_CACHE_SIZE,
  };
}

/** The process's environment over what `.env` in the working directory says, where there is one. */
export function processEnvironment(directory = process.cwd()): Record<string, string | undefined> {
  return { ...readDotEnv(join(directory, '.env')), ...process.env };
}

function readDotEnv(file: string): Record<string, string | undefined> {
  try {
    return parseEnv(readFileSync(file, 'utf8'));
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return {};
    throw new ConfigurationError(`.env cannot be read: ${(error as Error).message}.`);
  }
}

function readMasterKey(text: string | undefined, file: string | undefined): string | null {
  if (text !== undefined && file !== undefined) {
    throw new ConfigurationError(
      'COUNTERSIGN_MASTER_KEY and COUNTERSIGN_MASTER_KEY_FILE exclude each other; set one.',
    );
  }
  if (file === undefined) return text ?? null;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new ConfigurationError(`COUNTERSIGN_MASTER_KEY_FILE cannot be read: ${(error as Error).message}.`);
  }
}

const withoutEmpty = (environment: Readonly<Record<string, string | undefined>>) =>
  Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''));

const bracketed = (host: string) => (host.includes(':') ? `[${host}]` : host);
