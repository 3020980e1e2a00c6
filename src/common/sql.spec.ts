import { describe, expect, it } from '@jest/globals';
import { joined, ours, rendered, sql } from './sql.js';

describe('SQL pieces', () => {
  it('keep values out of the text, for both dialects', () => {
    const piece = sql`SELECT ${ours('b.id')} FROM t WHERE a = ${"'; DROP TABLE t"} AND b = ${2}`;
    expect(rendered(piece, 'sqlite')).toEqual({
      text: 'SELECT b.id FROM t WHERE a = ? AND b = ?',
      parameters: ["'; DROP TABLE t", 2],
    });
    expect(rendered(piece, 'postgres').text).toBe('SELECT b.id FROM t WHERE a = $1 AND b = $2');
  });

  it('nest and join in order', () => {
    const conditions = joined([sql`a = ${1}`, ours('b IS NULL'), sql`(c, d) < (${2}, ${3})`], ' AND ');
    const piece = sql`WHERE ${conditions} LIMIT ${4}`;
    expect(rendered(piece, 'postgres')).toEqual({
      text: 'WHERE a = $1 AND b IS NULL AND (c, d) < ($2, $3) LIMIT $4',
      parameters: [1, 2, 3, 4],
    });
  });

  it('join nothing to nothing', () => {
    expect(rendered(joined([], ', '), 'sqlite')).toEqual({ text: '', parameters: [] });
  });
});
