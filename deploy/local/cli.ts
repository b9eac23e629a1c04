import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { findChromium } from './find-chromium.ts'
import { findPgbouncer } from './find-pgbouncer.ts'
import { findPythonCelery } from './find-python-celery.ts'
import { findPythonPika } from './find-python-pika.ts'
import { findPsql } from './find-psql.ts'
import { localSettings, type LocalSettings } from './local-settings.ts'
import { readServiceSettings } from './service-settings.ts'
import { StackError } from './stack-error.ts'
import { lockStack } from './stack-lock.ts'
import { startStack, type StackPart } from './start-stack.ts'
import { createStepLog } from './step-log.ts'
import { stopLeftServices } from './stop-services.ts'
import { destroyStack, stopStack } from './stop-stack.ts'

const usage = `Usage: cli.ts <command> [--dir FOLDER]
  up      start the private PostgreSQL and RabbitMQ, or check that they run
  down    stop them; their data stays
  hold    start a stack that lives until standard input ends and is then removed with its data;
          --parts postgres,rabbitmq chooses, --certificates FOLDER lets RabbitMQ speak TLS as
          well; writes its addresses as one line of JSON
  find    chromium | pgbouncer | psql | python-celery | python-pika: write {"command", "env"} as
          one line of JSON`

const programs = new Map([
  ['chromium', findChromium],
  ['pgbouncer', findPgbouncer],
  ['python-celery', findPythonCelery],
  ['python-pika', findPythonPika],
  ['psql', findPsql],
])

async function main(): Promise<void> {
  // A reader that went away, as a killed jest, must not keep a stack from being stopped.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  const { values, positionals } = parseArgs({
    options: {
      dir: { type: 'string' },
      parts: { type: 'string', default: 'postgres,rabbitmq' },
      certificates: { type: 'string' },
    },
    allowPositionals: true,
  })
  const step = createStepLog((line) => process.stderr.write(`${line}\n`))
  const { dir: directory, certificates } = values
  const settings = localSettings({ env: process.env, step, directory, certificates })
  const [name = '', argument] = positionals
  const parts = values.parts.split(',') as StackPart[]
  const command = commands.get(name)
  if (command === undefined) throw new StackError(usage)
  await command(settings, { parts, argument })
}

interface CommandInput {
  readonly parts: readonly StackPart[]
  readonly argument: string | undefined
}

const commands = new Map<string, (settings: LocalSettings, input: CommandInput) => Promise<void>>([
  ['up', up],
  ['down', down],
  ['hold', hold],
  ['find', find],
])

async function up(settings: LocalSettings): Promise<void> {
  const { postgres, rabbitmq } = await whileLocked(settings, () => startStack(settings))
  print(`PostgreSQL  127.0.0.1:${postgres?.port}`)
  print(`RabbitMQ    127.0.0.1:${rabbitmq?.amqpPort}, management ${rabbitmq?.managementPort}`)
  print(`The passwords are in ${settings.directory}/state.json; stop with npm run stack:down.`)
}

async function down(settings: LocalSettings): Promise<void> {
  await whileLocked(settings, async () => {
    await stopLeftServices(settings, readServiceSettings(process.env))
    await stopStack(settings)
  })
}

async function hold(settings: LocalSettings, { parts }: CommandInput): Promise<void> {
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

async function find(settings: LocalSettings, { argument }: CommandInput): Promise<void> {
  const findNamed = programs.get(argument ?? '')
  if (findNamed === undefined) throw new StackError(usage)
  print(JSON.stringify(await findNamed(settings)))
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
