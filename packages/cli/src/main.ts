import { openTerminal } from './open-terminal.ts'
import { runProgram } from './run-program.ts'

const { stdin, stdout, stderr } = process

// Who reads a part of what is printed, as head does, has not done anything wrong.
for (const stream of [stdout, stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

void runProgram(process.argv.slice(2), {
  env: process.env,
  print: (line) => stdout.write(`${line}\n`),
  ...openTerminal({ stdin, stderr }),
  onInterrupt: (listener) => {
    process.once('SIGINT', listener)
    return () => process.off('SIGINT', listener)
  },
  exit: (code, reason) => {
    if (reason !== undefined) stderr.write(`${reason}\n`)
    process.exitCode = code
  },
  now: () => new Date(),
})
