import { Problem } from '../common/problem.js';

interface Known {
  readonly name?: string;
  readonly message?: string;
  readonly code?: unknown;
}

/** Errors whose message is written for operators. */
const plain = new Set([
  'AdminRefused',
  'CommandFailed',
  'ConfigurationError',
  'SealBroken',
  'KeyRefused',
  'SeedRefused',
]);

/** What an operator is told about an error: one clear line (one for each refusal), never a stack, never SQL. */
export function errorLines(error: unknown): string {
  if (error instanceof Problem) return problemLine(error);
  const { name, message = '', code } = (error ?? {}) as Known;
  if (name !== undefined && plain.has(name)) return message;
  if (name === 'QueryFailedError') return `The database refused: ${firstLine(message)}`;
  if (typeof code === 'string' && message !== '') return firstLine(message);
  return message === '' ? 'Something failed.' : firstLine(message);
}

function problemLine({ code, options }: Problem): string {
  if (code === 'database_unavailable') {
    // Node gives "every address refused" a code and no message.
    const cause = firstLine((options.cause as Known | undefined)?.message ?? '');
    return `The database cannot be used: ${cause === '' ? (options.reason ?? code) : cause}`;
  }
  const fields = Object.entries(options.errors ?? {}).map(
    ([field, reasons]) => `${field}: ${reasons.join(', ')}`,
  );
  return fields.length > 0 ? fields.join('\n') : (options.detail ?? options.reason ?? code);
}

const firstLine = (text: string): string => text.split('\n', 1)[0]?.trim() ?? '';
