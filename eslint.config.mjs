import js from '@eslint/js'
import boundaries from 'eslint-plugin-boundaries'
import jest from 'eslint-plugin-jest'
import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'

/** What each package may import of ours; services may import any package, never a service. */
const mayImport = {
  contracts: [],
  catalog: ['contracts'],
  runtime: ['contracts'],
  amqp: ['contracts', 'runtime'],
  ledger: ['contracts'],
  sources: ['contracts', 'catalog'],
  engine: ['contracts', 'catalog', 'ledger', 'sources'],
  siirays: ['catalog', 'contracts'],
  'oracle-emulator': [],
  cli: ['contracts', 'catalog', 'runtime', 'amqp', 'ledger', 'sources', 'engine', 'siirays'],
  testing: ['contracts', 'catalog', 'runtime', 'amqp', 'ledger', 'sources', 'engine', 'siirays'],
}

/** Third-party packages with one owner, so that a driver's quirks are known in one place. */
const owners = {
  amqplib: ['amqp'],
  'amqp-connection-manager': ['amqp'],
  croner: ['catalog'],
  yaml: ['catalog', 'testing'],
  pino: ['runtime'],
  'prom-client': ['runtime'],
  fastify: ['monitor', 'runtime'],
  yauzl: ['sources'],
  saxes: ['sources'],
  yazl: ['siirays'],
  proj4: ['sources'],
  'robust-predicates': ['sources'],
  'node-sqlite3-wasm': ['sources', 'siirays'],
  'pg-copy-streams': ['sources', 'engine', 'siirays', 'oracle-emulator'],
  oracledb: ['sources', 'oracle-emulator'],
  knex: ['ledger', 'engine', 'monitor', 'worker', 'scheduler', 'cli', 'testing'],
}

/** The engine's folders; each may import those before it. */
const engineFolders = [
  ...['connection', 'sql', 'failures', 'plan', 'progress', 'target', 'columns', 'digest'],
  ...['delta', 'guard', 'stage', 'check', 'snapshot', 'apply', 'migrate', 'verify'],
]

const givenSources = {
  name: '@aaps-data/sources',
  allowTypeImports: true,
  message: 'The engine is given its sources and knows their types only.',
}

const element = (name) => ({ element: { captured: { name } } })
const anyPackage = { element: { type: 'package' } }

export default defineConfig(
  globalIgnores(['**/dist/', '**/coverage/', '.local/']),
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx,mts}'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        // Named projects: the project service would not find tests or the root's test project.
        project: [
          'packages/*/tsconfig.json',
          'services/*/tsconfig.json',
          'services/monitor/web/tsconfig.json',
          'tsconfig.test.json',
        ],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // Numbers in messages are wanted.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `() => server.close()` reads well where the value is not used.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'no-restricted-syntax': [
        'error',
        {
          selector: "CallExpression[callee.object.name='jest'][callee.property.name='mock']",
          message: 'Nothing is mocked: pass a value, or use the real thing.',
        },
        {
          selector: 'ExportDefaultDeclaration',
          message: 'Exports have names, so that they are found.',
        },
      ],
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'] }],
      eqeqeq: 'error',
    },
  },
  {
    files: ['**/*.tsx'],
    // A component's return type says nothing.
    rules: { '@typescript-eslint/explicit-module-boundary-types': 'off' },
  },
  {
    files: ['**/*.mts'],
    // Tools want their configuration as the default export.
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['{packages,services}/*/src/**/*.ts', 'services/*/web/src/**/*.{ts,tsx}'],
    plugins: { boundaries },
    settings: {
      'boundaries/root-path': import.meta.dirname,
      'boundaries/elements': [
        { type: 'package', pattern: 'packages/*', capture: ['name'] },
        { type: 'service', pattern: 'services/*', capture: ['name'] },
      ],
      'import/resolver': {
        typescript: {
          project: ['packages/*/tsconfig.json', 'services/*/tsconfig.json'],
          conditionNames: ['@aaps-data/source', 'types', 'import', 'require', 'node', 'default'],
          noWarnOnMultipleProjects: true,
        },
      },
    },
    rules: {
      'boundaries/dependencies': [
        'error',
        {
          default: 'allow',
          checkAllOrigins: true,
          policies: [
            { from: anyPackage, disallow: { to: { element: { type: ['package', 'service'] } } } },
            {
              from: { element: { type: 'service' } },
              disallow: { to: { element: { type: 'service' } } },
            },
            // Test equipment stays out of what is shipped.
            {
              from: { element: { captured: { name: '!(testing)' } } },
              disallow: { to: element('testing') },
            },
            {
              from: { element: { captured: { name: '!(oracle-emulator)' } } },
              disallow: { to: element('oracle-emulator') },
            },
            ...Object.entries(mayImport).flatMap(([from, targets]) =>
              targets.map((to) => ({ from: element(from), allow: { to: element(to) } })),
            ),
            ...Object.entries(owners).map(([source, names]) => ({
              from: { element: { captured: { name: `!(${names.join('|')})` } } },
              disallow: { to: { module: { origin: 'external', source } } },
            })),
          ],
        },
      ],
      'boundaries/no-unknown-dependencies': 'error',
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Read the environment in main.ts only.' },
      ],
    },
  },
  {
    files: ['packages/engine/src/**'],
    rules: {
      '@typescript-eslint/no-restricted-imports': ['error', { paths: [givenSources] }],
    },
  },
  ...engineFolders.map((folder, place) => ({
    files: [`packages/engine/src/${folder}/**`],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          paths: [givenSources],
          patterns: [
            {
              group: [...engineFolders.slice(place + 1), 'run-sync.ts', 'index.ts'].map(
                (later) => `../${later}`,
              ),
              message: `Of the engine, ${folder} knows the folders before it only.`,
            },
          ],
        },
      ],
    },
  })),
  {
    files: ['packages/oracle-emulator/src/**'],
    // Of Oracle's twenty types and forty parts of formats most are alike, and a default says so.
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  {
    // A package may import itself; a process's entry reads the environment.
    files: ['**/src/main.ts', 'packages/testing/**', 'packages/siirays/src/commands/**'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['**/*.test.ts'],
    extends: [jest.configs['flat/recommended']],
    rules: {
      'jest/expect-expect': [
        'error',
        { assertFunctionNames: ['expect', 'expect*', 'waitFor', 'fc.assert'] },
      ],
    },
  },
  {
    files: ['**/*.js'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: { module: 'writable', require: 'readonly', __dirname: 'readonly' },
    },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: { process: 'readonly', console: 'readonly', URL: 'readonly' },
    },
  },
)
