import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { bundledPackages } from './test/support/bundle-packages.mjs';

const swc = JSON.parse(readFileSync(new URL('./test/swc.json', import.meta.url), 'utf8'));

/** What every project shares: ES modules compiled by swc (types are checked by `npm run build`). */
const shared = {
  rootDir: import.meta.dirname,
  globalSetup: '<rootDir>/test/support/bundles.mjs',
  testEnvironment: '<rootDir>/test/support/compile-once.cjs',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1', ...bundledPackages },
  // What tests compile there has a package.json of the same name as ours.
  modulePathIgnorePatterns: ['<rootDir>/.cache/product-'],
  // Packages load as they are; only our own sources are TypeScript.
  transformIgnorePatterns: ['/node_modules/', '/.cache/'],
};

/** Suites that start servers; `globals.dialect` tells on which database. */
const onDatabase = (dialect, displayName, testMatch) => ({
  ...shared,
  displayName,
  testMatch,
  globals: { dialect },
  ...(dialect === 'postgres' && {
    globalSetup: '<rootDir>/test/support/postgres-setup.mjs',
    globalTeardown: '<rootDir>/test/support/postgres-teardown.mjs',
  }),
});

/** The end-to-end suite runs once per database. */
const endToEnd = (dialect) =>
  onDatabase(dialect, `e2e-${dialect}`, [
    '<rootDir>/test/e2e/**/*.e2e-spec.ts',
    '<rootDir>/test/integration/**/*.spec.ts',
  ]);

/** Attacks and faults: what contracts promise when somebody or something means ill. */
const underDuress = (dialect) => [
  onDatabase(dialect, `attack-${dialect}`, ['<rootDir>/test/attack/**/*.spec.ts']),
  // Most faults are of one of the two: a file that another process holds, a server that restarts.
  onDatabase(dialect, `faults-${dialect}`, [
    '<rootDir>/test/faults/**/*.spec.ts',
    `!**/test/faults/${dialect === 'sqlite' ? 'postgres' : 'sqlite'}-*.spec.ts`,
  ]),
];

/** What customers without accounts meet, and tokens in pages open, is promised on both databases, in a browser and to other people's libraries too. */
const ofCustomers = [
  '<rootDir>/test/browser/{action-links,overview,overview-*,search}.spec.ts',
  '<rootDir>/test/clients/foreign-{signed-tokens,minted-tokens,page-tokens}.spec.ts',
];

/**
 * With one worker jest would run everything in its own process, which keeps the modules of every suite. A third on two processors
 * would save some time, and make servers and browsers late that tests watch.
 */
const fewestWorkers = 2;

export default {
  // A test of a second takes many times that while other workers load the machine; only one that hangs comes here.
  testTimeout: 180_000,
  testSequencer: './test/support/long-first.cjs',
  maxWorkers: Math.max(fewestWorkers, availableParallelism() - 1),
  workerIdleMemoryLimit: '1GB',
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: [
        '<rootDir>/src/**/*.spec.ts',
        '<rootDir>/test/architecture/**/*.spec.ts',
        '<rootDir>/bench/{lib,scale}/**/*.spec.mjs',
        '<rootDir>/scripts/**/*.spec.mjs',
      ],
    },
    endToEnd('sqlite'),
    endToEnd('postgres'),
    ...underDuress('sqlite'),
    ...underDuress('postgres'),
    // Several servers on one database: PostgreSQL alone has them.
    onDatabase('postgres', 'nodes', ['<rootDir>/test/nodes/**/*.spec.ts']),
    onDatabase('sqlite', 'clients', ['<rootDir>/test/clients/**/*.spec.ts']),
    onDatabase('sqlite', 'browser', ['<rootDir>/test/browser/**/*.spec.ts']),
    onDatabase('postgres', 'customers-postgres', ofCustomers),
  ],
};
