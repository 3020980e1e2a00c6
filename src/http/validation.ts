import { StandardSchemaValidationPipe } from '@nestjs/common';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import { Problem } from '../common/problem.js';

const mostIssues = 50;

/** Without this pipe a `schema` on a parameter decorator checks nothing. */
export const validationPipe = (): StandardSchemaValidationPipe =>
  new StandardSchemaValidationPipe({
    exceptionFactory: (issues) => new Problem('validation_failed', { errors: errorsOf(issues) }),
  });

/** Issues by field, dotted (`customer.email`), with unknown members named one by one. */
export function errorsOf(issues: readonly StandardSchemaV1.Issue[]): Record<string, string[]> {
  const errors = Object.create(null) as Record<string, string[]>;
  for (const issue of issues.slice(0, mostIssues)) {
    const path = (issue.path ?? []).map((segment) =>
      String(typeof segment === 'object' ? segment.key : segment),
    );
    const { keys } = issue as { keys?: readonly string[] };
    if (keys === undefined) add(errors, path, issue.message);
    else for (const key of keys.slice(0, mostIssues)) add(errors, [...path, key], 'is not known here');
  }
  return errors;
}

function add(errors: Record<string, string[]>, path: readonly string[], message: string): void {
  const field = path.join('.').slice(0, 200) || 'body';
  (errors[field] ??= []).push(message);
}
