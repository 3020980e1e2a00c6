import { readLongOptions, runLongSuites } from './long-suites.mjs';
import { requireNode, say } from './setup.mjs';

const usage = 'npm run faults -- [--minutes N] [--database sqlite|postgres|both]';

requireNode();
const { minutes, databases } = readLongOptions(usage);
say(
  `Killing servers under load on ${databases.join(' and ')}, ${minutes} minute(s) on each, and then every other fault …`,
);
runLongSuites('faults', databases, { COUNTERSIGN_TEST_FAULT_MINUTES: String(minutes) });
