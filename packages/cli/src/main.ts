import { asLedgerFailure } from '@aaps-data/ledger'
import { describeBootFailure } from '@aaps-data/runtime'
import { CommanderError } from 'commander'
import { buildProgram } from './build-program.ts'

const program = buildProgram({
  env: process.env,
  print: (line) => process.stdout.write(`${line}\n`),
  refuse: (reason) => {
    if (reason !== undefined) process.stderr.write(`${reason}\n`)
    process.exitCode = 3
  },
})

program.parseAsync().catch((error: unknown) => {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2
    return
  }
  process.stderr.write(`${describeBootFailure('aaps-sync', asLedgerFailure(error))}\n`)
  process.exitCode = 1
})
