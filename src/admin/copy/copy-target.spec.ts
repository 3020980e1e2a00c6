import { describe, expect, it } from '@jest/globals';
import { placeOf, readCopyTarget } from './copy-target.js';

describe('the URL of a database to copy into', () => {
  it.each([
    ['postgres://u:hush@db.example/shop', 'postgres://db.example/shop'],
    ['postgresql://u:hush@db.example:6432/shop?sslmode=require', 'postgres://db.example:6432/shop'],
    ['postgres://u:h%40sh%2Fhush@db.example/shop', 'postgres://db.example/shop'],
    ['postgres://u@db.example/shop?password=hush', 'postgres://db.example/shop'],
    ['sqlite:/data/copy.sqlite', 'sqlite:/data/copy.sqlite'],
  ])('%s is shown without user and password', (url, place) => {
    expect(placeOf(readCopyTarget(url))).toBe(place);
  });

  it.each([
    'postgres://u:12#hush@db.example/shop',
    'postgres://u:12/hush@db.example/shop',
    'postgres://u:12?hush@db.example/shop',
    'postgres://u:hush@db.example:none/shop',
    'postgres://u:hush%zz@db.example/shop',
    'postgres://',
    'mysql://u:hush@db.example/shop',
    'u:hush@db.example',
    'sqlite:',
    'sqlite::memory:',
    '',
  ])('%j is refused in words that repeat nothing of it', (url) => {
    const attempt = () => readCopyTarget(url);
    expect(attempt).toThrow(expect.objectContaining({ name: 'CommandFailed' }));
    expect(attempt).not.toThrow(/hush|12/);
    expect(attempt).not.toThrow(/DATABASE_URL/);
  });
});
