import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

const swc = JSON.parse(readFileSync(new URL('./test/swc.json', import.meta.url), 'utf8'));

/** What every project shares: ES modules compiled by swc (types are checked by `npm run build`). */
const shared = {
  rootDir: import.meta.dirname,
  globalSetup: '<rootDir>/test/support/bundles.mjs',
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    // jest cannot require() an ES module on Node.js below 24.9, and jwks-rsa requires jose.
    '^jose$': '<rootDir>/.cache/jose.cjs',
  },
  // Packages load as they are; only our own sources are TypeScript.
  transformIgnorePatterns: ['/node_modules/', '/.cache/'],
};

/** The end-to-end suite runs once per database; `globals.dialect` tells which. */
const endToEnd = (dialect) => ({
  ...shared,
  displayName: `e2e-${dialect}`,
  testMatch: ['<rootDir>/test/e2e/**/*.e2e-spec.ts', '<rootDir>/test/integration/**/*.spec.ts'],
  globals: { dialect },
  ...(dialect === 'postgres' && {
    globalSetup: '<rootDir>/test/support/postgres-setup.mjs',
    globalTeardown: '<rootDir>/test/support/postgres-teardown.mjs',
  }),
});

export default {
  testTimeout: 30_000,
  // With one worker jest runs everything in its own process, which keeps the modules of every suite.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  workerIdleMemoryLimit: '1GB',
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/test/architecture/**/*.spec.ts'],
    },
    endToEnd('sqlite'),
    endToEnd('postgres'),
    {
      ...shared,
      displayName: 'clients',
      testMatch: ['<rootDir>/test/clients/**/*.spec.ts'],
      globals: { dialect: 'sqlite' },
    },
    {
      ...shared,
      displayName: 'browser',
      testMatch: ['<rootDir>/test/browser/**/*.spec.ts'],
      globals: { dialect: 'sqlite' },
    },
  ],
};
