import { describe, expect, it } from '@jest/globals';
import { nextSteps } from './next-steps.js';

describe('what is left to do', () => {
  it('names the file of a master key that was made beside the SQLite database', () => {
    const [first] = nextSteps({
      masterKey: null,
      database: { dialect: 'sqlite', file: '/srv/data/c.sqlite' },
    });
    expect(first).toContain('COUNTERSIGN_MASTER_KEY_FILE=/srv/data/master.key');
  });

  it('never shows a master key', () => {
    const steps = nextSteps({
      masterKey: 'hush',
      database: { dialect: 'sqlite', file: '/srv/data/c.sqlite' },
    });
    expect(steps.join()).not.toContain('hush');
    expect(steps[0]).toContain('Keep COUNTERSIGN_MASTER_KEY as it is.');
  });
});
