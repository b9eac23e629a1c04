import { become, ensureBuilt, ensureInstalled, requireNode } from './prepare.mjs'

// `npm start`: makes a fresh clone ready, then hands over to local/start.ts.

requireNode()
try {
  await ensureInstalled()
  await ensureBuilt()
} catch (error) {
  console.error(error.message)
  process.exit(1)
}

become([
  ...['--import', 'tsx', '-C', '@aaps-data/source', 'deploy/local/start.ts'],
  ...process.argv.slice(2),
])
