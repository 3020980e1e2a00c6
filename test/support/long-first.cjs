const { basename } = require('node:path');
const Sequencer = require('@jest/test-sequencer').default;

/** Suites that take long and look short: they wait, start servers or draw pages. */
const long = new Set(
  `command-line crash device-stream due-bookings health http-connections http-operations kill limits log-reader overview
  overview-states postgres-away search-plans search-states shutdown sign-commands sqlite-lock tenant-services
  timekit-booking tokens-fuzz workers`.split(/\s+/),
);

const isLong = ({ path }) => long.has(basename(path).replace(/\.(e2e-)?spec\.ts$/, ''));

/**
 * Begins with the suites that take longest, so that no worker is left alone with one at the end. Where jest knows how long they took
 * before, it does so by itself; on a fresh clone it goes by the size of files.
 */
module.exports = class LongFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    if (sorted.some(({ duration }) => duration !== undefined)) return sorted;
    return [...sorted.filter(isLong), ...sorted.filter((test) => !isLong(test))];
  }
};
