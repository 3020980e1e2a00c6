import { expect, it } from '@jest/globals';
import { namedStatement } from './prepared.js';

it('gives a text one name, and no name to more texts than a connection should keep', () => {
  const first = namedStatement('SELECT 1');
  expect(first).toMatchObject({ text: 'SELECT 1' });
  expect(namedStatement('SELECT 1')).toEqual(first);
  const answers = Array.from({ length: 400 }, (_, index) => namedStatement(`SELECT ${index}, 2`));
  const named = answers.filter((answer) => typeof answer !== 'string');
  expect(named.length).toBeLessThan(200);
  expect(new Set(named.map(({ name }) => name)).size).toBe(named.length);
  expect(answers.at(-1)).toBe('SELECT 399, 2');
  expect(namedStatement('SELECT 1')).toEqual(first);
});
