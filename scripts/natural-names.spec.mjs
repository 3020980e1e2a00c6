import { describe, expect, it } from '@jest/globals';
import { transformSync } from 'esbuild';
import { withNaturalNames } from './natural-names.mjs';

const bundled = (text) =>
  transformSync(text, { keepNames: true, minifySyntax: true, minifyWhitespace: true, target: 'node20' }).code;

/** What the text's functions and classes, which it has in an object `made`, are called. */
const namesIn = (text) => new Function(`${text}\nreturn Object.values(made).map((one) => one.name);`)();

const calls = (text) => text.split('__name(').length - 1;

const forms = [
  ['a declared function', 'function one() {} const made = { one };'],
  [
    'several declared functions',
    'const made = { all() { function a() {} function b() {} return [a, b]; } };',
  ],
  ['a function that calls itself', 'const made = { two: (() => function one() { return one; })() };'],
  ['an arrow in a variable', 'const one = () => 1; const made = { one };'],
  ['an async arrow that answers an object', 'const one = async (x) => ({ x }); const made = { one };'],
  ['a function without a name', 'const one = function () {}; const made = { one };'],
  ['a member of an object', 'const made = { one: () => 1, "two words": () => 2 };'],
  ['an assignment', 'let one; one = (x) => x; const made = { one };'],
  ['a default of a parameter', 'const take = (one = () => 1) => one; const made = { take, one: take() };'],
  ['a default of a member', 'const take = ({ one = () => 1 }) => one; const made = { take, one: take({}) };'],
  ['a field of a class', 'class A { run = () => 1; } const made = { A, run: new A().run };'],
];

describe('natural names', () => {
  it.each(forms)('cost nothing, and stay: %s', (_, text) => {
    const before = bundled(text);
    const after = withNaturalNames(before);
    expect(calls(before)).toBeGreaterThan(0);
    expect(after.replace(/static\s*\{__name\(this/g, '')).not.toContain('__name(');
    expect(namesIn(after)).toEqual(namesIn(before));
    expect(after).toHaveLength(before.length);
  });

  it('are left to the helper where a function or class has another one', () => {
    const helper = 'var __name=(f,name)=>Object.defineProperty(f,"name",{value:name});';
    const text = `${helper}function one2(){}__name(one2,"one");let two2=__name(()=>2,"two");let o={};o.three=__name(()=>3,"three");let Four2=class{static{__name(this,"Four")}};let made={one2,two2,o:o.three,Four2};`;
    expect(withNaturalNames(text)).toBe(text);
    expect(namesIn(text)).toEqual(['one', 'two', 'three', 'Four']);
  });
});
