import { createPrivateKey, createSecretKey, type KeyObject } from 'node:crypto';
import type { JwsAlgorithm } from '../crypto/algorithms.js';
import type { JwtConfiguration } from '../tenants/jwt-configuration.entity.js';
import { CommandFailed } from './command-failed.js';
import { readTextFile } from './secret-options.js';
import type { Workspace } from './workspace.js';

/** The key with which a token for this configuration is signed: the sealed secret, or the merchant's private key from a file. */
export function signingKey(
  { jwtConfigurations }: Pick<Workspace, 'jwtConfigurations'>,
  configuration: JwtConfiguration,
  privateKeyFile: string | undefined,
): KeyObject {
  const secret = jwtConfigurations.revealSecret(configuration);
  if (secret !== null) return createSecretKey(Buffer.from(secret, 'utf8'));
  if (privateKeyFile === undefined) {
    throw new CommandFailed(
      `${configuration.id} verifies with a public key; the private half is the merchant's: name its file with --private-key.`,
    );
  }
  const text = readTextFile(privateKeyFile, '--private-key');
  try {
    return text.trimStart().startsWith('{')
      ? createPrivateKey({ key: JSON.parse(text) as never, format: 'jwk' })
      : createPrivateKey(text);
  } catch {
    throw new CommandFailed(`--private-key: ${privateKeyFile} holds no private key in PEM or JWK form.`);
  }
}

/** The algorithm to sign with: the configuration's one, or the one chosen of a JWK Set configuration's list. */
export function signingAlgorithm(
  { id, algorithm, algorithms }: JwtConfiguration,
  chosen: string | undefined,
): JwsAlgorithm {
  const allowed = algorithm === null ? (algorithms ?? []) : [algorithm];
  const found = chosen === undefined ? allowed[0] : allowed.find((name) => name === chosen);
  if (found === undefined)
    throw new CommandFailed(`${id} accepts ${allowed.join(', ')}, not ${chosen ?? 'that'}.`);
  return found;
}
