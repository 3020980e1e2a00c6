import { gzipSync } from 'node:zlib';

/** Bytes of a body and what its sender says of them. */
export interface SpoiltBody {
  readonly bytes: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** What becomes of a request for what a body is, whoever sends it wherever: `unread` is 400, 413 or 415 alone. */
export type Fate = 'unread' | 'as its schema says';

export interface Spoil {
  readonly name: string;
  readonly fate: Fate;
  readonly spoil: (json: string) => SpoiltBody;
}

const json = { 'Content-Type': 'application/json' };
const text =
  (change: (value: string) => string, type = json['Content-Type']) =>
  (value: string) => ({
    bytes: Buffer.from(change(value), 'utf8'),
    headers: { 'Content-Type': type },
  });
/** With `more` as first members of the object. */
const opened = (more: string) => (value: string) =>
  value.startsWith('{') ? `{${more}${value.slice(1) === '}' ? '' : ','}${value.slice(1)}` : value;
/** Of the first text that is no name of a member. */
const firstText = (by: string) => (value: string) => value.replace(/:"([^"\\]*)"/, () => `:"${by}"`);

const bomb = gzipSync(Buffer.alloc(20_000_000, ' '));

/** Ways to send a JSON text that somebody may hope is read in another way than it is checked. */
export const spoils: readonly Spoil[] = [
  { name: 'as it is', fate: 'as its schema says', spoil: text((value) => value) },
  {
    name: 'with white space around',
    fate: 'as its schema says',
    spoil: text((value) => `\r\n\t ${value} \n`),
  },
  {
    name: 'with a member twice',
    fate: 'as its schema says',
    spoil: text((value) => value.replace(/^\{("[^"]*":)/, '{$1null,$1')),
  },
  {
    name: 'with __proto__',
    fate: 'as its schema says',
    spoil: text(opened('"__proto__":{"polluted":true,"admin":true}')),
  },
  {
    name: 'with __proto__ escaped',
    fate: 'as its schema says',
    spoil: text(opened('"\\u005f_proto__":{"polluted":true},"__\\u0070roto__":null')),
  },
  {
    name: 'with constructor',
    fate: 'as its schema says',
    spoil: text(opened('"constructor":{"prototype":{"polluted":true}},"prototype":{"polluted":true}')),
  },
  {
    name: 'with names of methods',
    fate: 'as its schema says',
    spoil: text(opened('"toString":1,"valueOf":1,"hasOwnProperty":1,"toJSON":1,"then":1,"length":-1')),
  },
  {
    name: 'with __proto__ inside',
    fate: 'as its schema says',
    spoil: text((value) =>
      value.replace(/\{\}|\{(?=")/g, (at) => (at === '{}' ? at : '{"__proto__":{"polluted":1},')),
    ),
  },
  { name: 'with NUL', fate: 'as its schema says', spoil: text(firstText('a\\u0000b')) },
  { name: 'with a lone surrogate', fate: 'as its schema says', spoil: text(firstText('\\ud83d')) },
  {
    name: 'with a lone surrogate in a name',
    fate: 'as its schema says',
    spoil: text(opened('"\\udc00\\u0000":1')),
  },
  {
    name: 'with a right-to-left override',
    fate: 'as its schema says',
    spoil: text(firstText('\u202egnp.exe')),
  },
  {
    name: 'with 1e400',
    fate: 'as its schema says',
    spoil: text((value) => value.replace(/:("[^"]*"|\d+)/, ':1e400')),
  },
  {
    name: 'with an integer of 300 digits',
    fate: 'as its schema says',
    spoil: text((value) => value.replace(/:("[^"]*"|\d+)/, `:${'9'.repeat(300)}`)),
  },
  {
    name: 'with -0',
    fate: 'as its schema says',
    spoil: text((value) => value.replace(/:("[^"]*"|\d+)/, ':-0')),
  },
  { name: 'in a list', fate: 'as its schema says', spoil: text((value) => `[${value}]`) },
  { name: 'as text in text', fate: 'as its schema says', spoil: text((value) => JSON.stringify(value)) },
  { name: 'null', fate: 'as its schema says', spoil: text(() => 'null') },
  { name: 'nothing', fate: 'as its schema says', spoil: text(() => '') },
  {
    name: 'no body and no type',
    fate: 'as its schema says',
    spoil: () => ({ bytes: Buffer.alloc(0), headers: {} }),
  },
  {
    name: 'nested 30,000 deep',
    fate: 'as its schema says',
    spoil: text(() => `${'['.repeat(30_000)}${']'.repeat(30_000)}`),
  },
  {
    name: 'nested deep in a member',
    fate: 'as its schema says',
    spoil: text(opened(`"meta":${'{"a":'.repeat(9_000)}1${'}'.repeat(9_000)}`)),
  },
  {
    name: 'with 6,000 members',
    fate: 'as its schema says',
    spoil: text((value) => opened(Array.from({ length: 6_000 }, (_, n) => `"m${n}":1`).join(','))(value)),
  },
  { name: 'cut off', fate: 'unread', spoil: text((value) => value.slice(0, -1)) },
  { name: 'twice', fate: 'unread', spoil: text((value) => value + value) },
  {
    name: 'with a comma too many',
    fate: 'unread',
    spoil: text((value) => `${value.slice(0, -1)},${value.slice(-1)}`),
  },
  { name: 'with a comment', fate: 'unread', spoil: text((value) => `/* */${value}`) },
  { name: 'with NaN', fate: 'unread', spoil: text(() => '{"a":NaN}') },
  { name: 'in single quotes', fate: 'unread', spoil: text(() => "{'a':1}") },
  {
    name: 'with bytes that are no UTF-8',
    fate: 'unread',
    spoil: (value) => ({
      bytes: Buffer.concat([
        Buffer.from(value.slice(0, -1)),
        Buffer.from([0xff, 0xc0, 0x80]),
        Buffer.from(value.slice(-1)),
      ]),
      headers: json,
    }),
  },
  { name: 'with a raw NUL', fate: 'unread', spoil: text((value) => `${value}\u0000`) },
  {
    name: 'as UTF-16',
    fate: 'unread',
    spoil: (value) => ({
      bytes: Buffer.from(`\ufeff${value}`, 'utf16le'),
      headers: { 'Content-Type': 'application/json; charset=utf-16' },
    }),
  },
  {
    name: 'gzipped',
    fate: 'unread',
    spoil: (value) => ({
      bytes: gzipSync(value),
      headers: { ...json, 'Content-Encoding': 'gzip' },
    }),
  },
  {
    name: 'a gzip bomb',
    fate: 'unread',
    spoil: () => ({
      bytes: bomb,
      headers: { ...json, 'Content-Encoding': 'gzip' },
    }),
  },
  { name: 'too large', fate: 'unread', spoil: text((value) => `${value}${' '.repeat(2_000_001)}`) },
  { name: 'as text/plain', fate: 'unread', spoil: text((value) => value, 'text/plain') },
  { name: 'as text/json', fate: 'unread', spoil: text((value) => value, 'text/json') },
  {
    name: 'as XML',
    fate: 'unread',
    spoil: text(() => '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', 'application/xml'),
  },
  {
    name: 'as multipart',
    fate: 'unread',
    spoil: text(
      (value) => `--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n${value}\r\n--b--`,
      'multipart/form-data; boundary=b',
    ),
  },
  { name: 'as two types', fate: 'unread', spoil: text((value) => value, 'text/plain, application/json') },
  { name: 'as a type that is none', fate: 'unread', spoil: text((value) => value, ';') },
  {
    name: 'as a type of 8,000 characters',
    fate: 'unread',
    spoil: text((value) => value, `application/${'x'.repeat(8_000)}`),
  },
];
