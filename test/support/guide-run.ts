import { expect } from '@jest/globals';
import type { GuideStep } from './guide-steps.js';
import type { Answer, TestServer } from './test-server.js';

/** Puts texts of earlier answers in the places of a guide's `{name}` and `{name.member}`. Fails the test where one is no text. */
export const filledIn = (text: string, valueOf: (name: string, member?: string) => unknown): string =>
  text.replace(/\{(\w+)(?:\.(\w+))?\}/g, (_, name: string, member?: string) => {
    const value = valueOf(name, member);
    expect([name, member, typeof value]).toEqual([name, member, 'string']);
    return value as string;
  });

/** Sends the request of a step, its places filled in; the answer has the status and the code that the guide says. */
export async function answerOf(
  { request }: Pick<TestServer, 'request'>,
  { method, path, headers, body, status, code }: GuideStep,
  { fill, bearer }: { readonly fill: (text: string) => string; readonly bearer: string | null },
): Promise<Answer> {
  const answer = await request(fill(path), {
    method,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, fill(value)])),
    ...(bearer !== null && { bearer }),
    ...(body !== '' && { body: JSON.parse(fill(body)) as unknown }),
  });
  const found = { status: answer.status, code: answer.body?.code, errors: answer.body?.errors };
  expect(found).toEqual({ status, code, errors: undefined });
  expect(answer.text).not.toBe('');
  return answer;
}
