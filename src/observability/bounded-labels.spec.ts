import { describe, expect, it } from '@jest/globals';
import { BoundedLabels } from './bounded-labels.js';

describe('label values', () => {
  it('are the first ids, and one value for all others however many come', () => {
    const labels = new BoundedLabels(2);
    const values = Array.from({ length: 1000 }, (_, id) => labels.of(`id-${id}`));
    expect(new Set(values)).toEqual(new Set(['id-0', 'id-1', 'other']));
    expect(labels.of('id-1')).toBe('id-1');
  });
});
