import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { findChromium } from './find-chromium.ts'
import { findPgbouncer } from './find-pgbouncer.ts'
import { findPsql } from './find-psql.ts'
import { localSettings, type LocalSettings } from './local-settings.ts'
import { StackError } from './stack-error.ts'
import { lockStack } from './stack-lock.ts'
import { startStack, type StackPart } from './start-stack.ts'
import { createStepLog } from './step-log.ts'
import { destroyStack, stopStack } from './stop-stack.ts'

const usage = `Usage: cli.ts <command> [--dir FOLDER]
  up      start the private PostgreSQL and RabbitMQ, or check that they run
  down    stop them; their data stays
  hold    start a stack that lives until standard input ends and is then removed with its data;
          --parts postgres,rabbitmq chooses; writes its addresses as one line of JSON
  find    chromium | pgbouncer | psql: write {"command", "env"} as one line of JSON`

const programs = { chromium: findChromium, pgbouncer: findPgbouncer, psql: findPsql }

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { dir: { type: 'string' }, parts: { type: 'string', default: 'postgres,rabbitmq' } },
    allowPositionals: true,
  })
  const step = createStepLog((line) => process.stderr.write(`${line}\n`))
  const settings = localSettings({ env: process.env, step, directory: values.dir })
  const [command, argument] = positionals
  switch (command) {
    case 'up':
      return await up(settings)
    case 'down':
      return await whileLocked(settings, () => stopStack(settings))
    case 'hold':
      return await hold(settings, values.parts.split(',') as StackPart[])
    case 'find':
      return await find(settings, argument)
    default:
      throw new StackError(usage)
  }
}

async function up(settings: LocalSettings): Promise<void> {
  const { postgres, rabbitmq } = await whileLocked(settings, () => startStack(settings))
  print(`PostgreSQL  127.0.0.1:${postgres?.port}`)
  print(`RabbitMQ    127.0.0.1:${rabbitmq?.amqpPort}, management ${rabbitmq?.managementPort}`)
  print(`The passwords are in ${settings.directory}/state.json; stop with npm run stack:down.`)
}

async function hold(settings: LocalSettings, parts: readonly StackPart[]): Promise<void> {
  // The holder ends with its standard input, and so with whoever started it, however that ends.
  const released = Promise.race([once(process.stdin.resume(), 'end'), once(process.stdin, 'error')])
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)
  await lockStack(settings.directory)
  try {
    print(JSON.stringify(await startStack(settings, parts)))
    await released
  } finally {
    await destroyStack(settings)
  }
}

async function find(settings: LocalSettings, name: string | undefined): Promise<void> {
  if (name === undefined || !(name in programs)) throw new StackError(usage)
  print(JSON.stringify(await programs[name as keyof typeof programs](settings)))
}

async function whileLocked<T>(settings: LocalSettings, action: () => Promise<T>): Promise<T> {
  const unlock = await lockStack(settings.directory)
  try {
    return await action()
  } finally {
    unlock()
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(
      `${error instanceof StackError ? error.message : String((error as Error).stack)}\n`,
    )
    process.exit(1)
  },
)
