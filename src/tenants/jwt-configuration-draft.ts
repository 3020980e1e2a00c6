import { randomBytes } from 'node:crypto';
import { AdminRefused, refused, type Refusal } from './admin-refused.js';
import { checkJwksUri } from './jwks-uri.js';
import type { JwtConfiguration } from './jwt-configuration.entity.js';
import {
  jwtConfigurationInputSchema,
  type JwtConfigurationInput,
  type ReadJwtConfigurationInput,
} from './jwt-configuration.schemas.js';
import { namedMembers, type NamedMembers } from './jwt-configuration-changes.js';
import { readKeyMaterial, type KeyMaterial } from './key-material.js';
import { refusalsOf } from './schema-refusals.js';

/** A configuration that keeps every rule that can be checked without the database. */
export interface ConfigurationDraft {
  readonly mode: JwtConfiguration['mode'];
  /** Undefined where one is to be made. */
  readonly id: string | undefined;
  readonly named: NamedMembers;
  /** Held mode; null where none was offered and none is to be made. */
  readonly key: KeyMaterial | null;
}

export interface DraftRules {
  readonly allowPrivateJwks: boolean;
}

/** Reads an operator's statement. Throws AdminRefused with everything that is wrong with it. */
export function draftConfiguration(input: JwtConfigurationInput, rules: DraftRules): ConfigurationDraft {
  const parsed = jwtConfigurationInputSchema.safeParse(input);
  const refusals: Refusal[] = parsed.success ? [] : refusalsOf(parsed.error);
  const known = parsed.success ? parsed.data : validPart(input);
  const mode = known.jwks_uri === undefined && known.algorithms === undefined ? 'held' : 'jwks';
  const isBroken = (path: string) =>
    refusals.some(
      (one) => one.path === path || one.path.startsWith(`${path}.`) || one.path.startsWith(`${path}[`),
    );
  const collect = <T>(read: () => T): T | null => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof AdminRefused)) throw error;
      refusals.push(...error.refusals.filter(({ path }) => !isBroken(path)));
      return null;
    }
  };
  const key = mode === 'held' ? collect(() => heldKey(known)) : null;
  if (mode === 'jwks') for (const check of jwksChecks(known, rules)) collect(check);
  if (refusals.length > 0) throw new AdminRefused(refusals);
  return { mode, id: mode === 'held' ? known.kid : known.id, named: namedMembers(known), key };
}

function heldKey({ id, algorithm, ...offered }: ReadJwtConfigurationInput): KeyMaterial {
  if (id !== undefined) throw refused('id', 'a configuration with a key held here is named by its kid');
  if (algorithm === undefined)
    throw refused('algorithm', 'is missing: a configuration with a key held here has exactly one');
  return readKeyMaterial(algorithm, offered);
}

function jwksChecks(input: ReadJwtConfigurationInput, { allowPrivateJwks }: DraftRules): (() => void)[] {
  const foreign = (['kid', 'algorithm', 'secret', 'public_key', 'imported'] as const).filter(
    (member) => input[member] !== undefined,
  );
  return [
    ...foreign.map((member) => () => {
      throw refused(
        member,
        'does not belong to a JWK Set configuration, whose keys and kids come from jwks_uri',
      );
    }),
    () => {
      if (input.issuer === undefined || input.issuer === null)
        throw refused('issuer', 'is missing: a JWK Set is found by the issuer of its tokens');
    },
    () => {
      if (input.algorithms === undefined)
        throw refused(
          'algorithms',
          'is missing: name the algorithms that the issuer signs with, such as RS256',
        );
    },
    () => {
      if (input.jwks_uri === undefined) throw refused('jwks_uri', 'is missing');
      checkJwksUri(input.jwks_uri, allowPrivateJwks);
    },
  ];
}

/** Member by member, what is right about a statement that is wrong somewhere: so that all errors are told at once. */
function validPart(input: unknown): ReadJwtConfigurationInput {
  if (typeof input !== 'object' || input === null) return {};
  const members = Object.entries(jwtConfigurationInputSchema.shape).flatMap(([name, schema]) => {
    if (!Object.hasOwn(input, name)) return [];
    const parsed = schema.safeParse((input as Record<string, unknown>)[name]);
    return parsed.success ? [[name, parsed.data] as const] : [];
  });
  return Object.fromEntries(members);
}

/** A kid where the operator chose none: readable aloud, 80 random bits. */
export const newConfigurationId = (mode: JwtConfiguration['mode']): string =>
  `${mode === 'held' ? 'kid' : 'jwks'}-${randomBytes(10).toString('hex')}`;

/** What a configuration is where nothing else is said (contract 1). */
export const configurationDefaults = {
  algorithm: null,
  currentKey: null,
  previousKey: null,
  previousUntil: null,
  issuer: null,
  jwksUri: null,
  algorithms: null,
  audience: null,
  userIdClaim: 'id',
  claimMap: {},
  maxTokenAgeSeconds: null,
  requireExp: false,
  clockToleranceSeconds: null,
  autoProvision: true,
  enabled: true,
  version: 1,
} satisfies Partial<JwtConfiguration>;
