import { become, ensureBuilt, ensureInstalled, requireNode } from './prepare.mjs'

// `npm test`: builds what the end-to-end tests run, then every test; options go on to jest.

requireNode()
try {
  await ensureInstalled()
  await ensureBuilt()
} catch (error) {
  console.error(error.message)
  process.exit(1)
}

become(['node_modules/.bin/jest', ...process.argv.slice(2)])
