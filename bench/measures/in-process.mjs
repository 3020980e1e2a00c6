import { Party } from '../lib/processes.mjs';
import { row } from '../lib/rows.mjs';

const targets = {
  RS256: { most: 1.15 },
  RS384: { most: 1.15 },
  RS512: { most: 1.15 },
  ES256: { most: 1.15 },
  ES384: { most: 1.15 },
  ES512: { most: 1.15 },
  HS256: { most: 3 },
  HS384: { most: 3 },
  HS512: { most: 3 },
  PS256: null,
  EdDSA: null,
};

/** Verification without HTTP, in a process of its own. @returns {Promise<import('../lib/rows.mjs').Row[]>} */
export async function measureVerification({ directory, rounds, sliceMs, say }) {
  const group = 'Verification, in process';
  const party = new Party(new URL('./verification.mjs', import.meta.url));
  try {
    const seen = await party.ask('seenBefore', { directory, rounds, sliceMs });
    const rows = [
      row(group, 'a token seen before', seen.microseconds, 'µs', {
        target: { most: 5 },
        remark: `fingerprint, cache, key set, times; RS256, ${seen.bytes} bytes`,
      }),
    ];
    for (const [algorithm, target] of Object.entries(targets)) {
      const sight = await party.ask('firstSight', { algorithm, rounds, sliceMs });
      const microseconds = (value) => `${value.toFixed(value < 100 ? 1 : 0)} µs`;
      say(`${algorithm}: ${sight.toRaw.toFixed(2)} × raw`);
      rows.push(
        row(group, `first sight, ${algorithm} ÷ raw node:crypto`, sight.toRaw, '×', {
          target,
          remark: `${microseconds(sight.microseconds)} against ${microseconds(sight.rawMicroseconds)}; ${sight.toBare.toFixed(2)} × the bare check of ${microseconds(sight.bareMicroseconds)}`,
        }),
      );
    }
    return rows;
  } finally {
    await party.end();
  }
}
