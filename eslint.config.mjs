import tseslint from 'typescript-eslint';
import { importX } from 'eslint-plugin-import-x';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';

/** The folders of src from the ground up: a folder may import what stands above it in this list, never below. */
const layers = [
  'config',
  'common',
  'crypto',
  'access',
  'database',
  'http',
  'pages',
  'tenants',
  'usage',
  'key-uses',
  'federation',
  'users',
  'journal',
  'occupancy',
  'schedule',
  'search-index',
  'resources',
  'projects',
  'app-info',
  'availability',
  'bookings',
  'signed-search',
  'action-links',
  'minted-tokens',
  'search',
  'limits',
  'devices',
  'idempotency',
  'observability',
  'openapi',
  'health',
  'sso',
  'overview',
  'search-page',
  'auth',
  'workers',
  'admin',
];

const zones = layers.slice(0, -1).map((layer, index) => ({
  target: `./src/${layer}`,
  from: layers.slice(index + 1).map((later) => `./src/${later}`),
  message: 'Imports go from a feature to the kernel, never back (see the module map in README.md).',
}));

/** Repositories and controllers belong to their own folder. */
const privateParts = layers.map((layer) => ({
  target: `./src/!(${layer})/**/*`,
  from: [`./src/${layer}/**/*.repository.ts`, `./src/${layer}/**/*.controller.ts`],
  message: "Another folder's repository or controller is private: use its service.",
}));

export default tseslint.config(
  { ignores: ['dist/', 'web/dist/', 'data/', 'node_modules/', '.cache/', 'coverage/', 'bench/baselines/'] },
  ...tseslint.configs.recommendedTypeChecked.map((config) => ({ ...config, files: ['**/*.ts'] })),
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver({ project: './tsconfig.json' })] },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/require-await': 'off',
      'import-x/no-cycle': ['error', { maxDepth: Infinity, ignoreExternal: true }],
      'import-x/no-default-export': 'error',
      'import-x/no-restricted-paths': ['error', { zones: [...zones, ...privateParts] }],
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      eqeqeq: 'error',
      'no-restricted-globals': [
        'error',
        { name: 'fetch', message: 'Outgoing calls go through common/outbound.' },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only src/config reads the environment.' },
        { object: 'Math', property: 'random', message: 'Chance is injected: see common/.' },
      ],
    },
  },
  {
    files: ['test/**/*.ts', 'bench/**/*.ts', 'src/**/*.spec.ts'],
    rules: {
      'no-restricted-globals': 'off',
      'no-restricted-properties': 'off',
      'max-lines': 'off',
      // Answers of a server are any until a test looks at them.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
    },
  },
  {
    files: ['web/**/*.ts'],
    languageOptions: { parserOptions: { project: './web/tsconfig.json' } },
    settings: {
      'import-x/resolver-next': [createTypeScriptImportResolver({ project: './web/tsconfig.json' })],
    },
    // A browser's own fetch: there is no guarded one.
    rules: { 'no-restricted-globals': 'off' },
  },
  {
    // A program of whoever builds a site, with that program's environment.
    files: ['web/pages/**/*.ts'],
    languageOptions: { parserOptions: { project: './web/pages/tsconfig.json' } },
    settings: {
      'import-x/resolver-next': [createTypeScriptImportResolver({ project: './web/pages/tsconfig.json' })],
    },
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['src/config/**/*.ts', 'ormconfig.ts'],
    rules: { 'no-restricted-properties': 'off', 'import-x/no-default-export': 'off' },
  },
);
