import { become, prepare } from './prepare.mjs'

// `npm start`: makes a fresh clone ready, then hands over to local/start.ts.

await prepare()
become([
  ...['--import', 'tsx', '-C', '@aaps-data/source', 'deploy/local/start.ts'],
  ...process.argv.slice(2),
])
