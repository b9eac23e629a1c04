import { spawn } from 'node:child_process'
import { ensureBuilt, ensureInstalled, repository, requireNode } from './prepare.mjs'

// `npm test`: builds what the end-to-end tests run, then every test; options go on to jest.

requireNode()
try {
  await ensureInstalled()
  await ensureBuilt()
} catch (error) {
  console.error(error.message)
  process.exit(1)
}

const jest = spawn(process.execPath, ['node_modules/.bin/jest', ...process.argv.slice(2)], {
  cwd: repository,
  stdio: 'inherit',
})
// Jest stops its servers itself; this process must not end before it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => jest.kill(signal))
jest.on('exit', (status) => process.exit(status ?? 1))
