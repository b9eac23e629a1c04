'use strict'

// Packages written as ES modules only that reach a CommonJS runtime. Node
// 20.19 and later can require() them, jest on Node 20 can not: they are transformed like our own.
const esmOnly = ['@fastify/cookie', 'openid-client', 'oauth4webapi', 'jose', 'robust-predicates']

const project = (displayName, testMatch, extra = {}) => ({
  displayName,
  testMatch,
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['/dist/', '<rootDir>/.local/'],
  transform: {
    '^.+\\.[jt]s$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|')})/)`],
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@aaps-data/source', 'node', 'node-addons'] },
  ...extra,
})

const testing = '<rootDir>/packages/testing/src'
const servers = {
  globalSetup: `${testing}/global-setup.ts`,
  globalTeardown: `${testing}/global-teardown.ts`,
}
const serversAndBrowser = { ...servers, globalSetup: `${testing}/global-setup-e2e.ts` }
const tests = '<rootDir>/{packages,services}/*/test/**/'

module.exports = {
  maxWorkers: 2,
  testTimeout: 30_000,
  projects: [
    project('unit', [`${tests}!(*.integration|*.e2e).test.ts`]),
    project('integration', [`${tests}*.integration.test.ts`], servers),
    project(
      'e2e',
      [`${tests}*.e2e.test.ts`, '<rootDir>/packages/testing/e2e/**/*.e2e.test.ts'],
      serversAndBrowser,
    ),
  ],
}
