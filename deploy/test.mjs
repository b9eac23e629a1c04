import { become, prepare } from './prepare.mjs'

// `npm test`: builds what the end-to-end tests run, then every test; options go on to jest.

await prepare()
become(['node_modules/.bin/jest', ...process.argv.slice(2)])
