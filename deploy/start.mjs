import { spawn } from 'node:child_process'
import { ensureBuilt, ensureInstalled, repository, requireNode } from './prepare.mjs'

// `npm start`: makes a fresh clone ready, then hands over to local/start.ts.

requireNode()
try {
  await ensureInstalled()
  await ensureBuilt()
} catch (error) {
  console.error(error.message)
  process.exit(1)
}

const start = spawn(
  process.execPath,
  ['--import', 'tsx', '-C', '@aaps-data/source', 'deploy/local/start.ts', ...process.argv.slice(2)],
  { cwd: repository, stdio: 'inherit' },
)
// Ctrl-C reaches both, a signal to this process alone does not; the other takes only the first.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => start.kill(signal))
start.on('exit', (status) => process.exit(status ?? 1))
