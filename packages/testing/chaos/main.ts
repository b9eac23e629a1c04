import { parseArgs } from 'node:util'
import { runChaos } from './run-chaos.ts'
import { faultsOf, lineOf } from './figures.ts'

/**
 * `npm run chaos -- --minutes 10 --seed 7`: the services under load while one fault after the other
 * strikes, then a check from outside. The last line has the figures; the exit code is 1 when one
 * that has to be 0 is not.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '2' },
      seed: { type: 'string', default: String(Date.now() % 100_000) },
    },
  })
  const figures = await runChaos({
    minutes: Number(values.minutes),
    seed: Number(values.seed),
    say: (line) => process.stdout.write(`${line}\n`),
  })
  for (const fault of faultsOf(figures)) {
    process.stdout.write(`wrong: ${fault}\n`)
    process.exitCode = 1
  }
  process.stdout.write(`${lineOf(figures)}\n`)
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
    process.exit(1)
  },
)
