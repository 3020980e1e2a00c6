import type { z } from 'zod';
import type { Refusal } from './admin-refused.js';

/** The path of a member as people write it: `tenants[0].settings.locale`. */
export const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : text === '' ? String(part) : `${text}.${String(part)}`,
    '',
  );

/** All that a schema found, one refusal for each member; an unknown member is named by its own path. */
export function refusalsOf(error: z.ZodError, at: readonly PropertyKey[] = []): Refusal[] {
  return error.issues.flatMap((issue) => {
    const path = [...at, ...issue.path];
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ path: pathText([...path, key]), reason: 'there is no such member' }));
    }
    return [{ path: pathText(path), reason: issue.message }];
  });
}
