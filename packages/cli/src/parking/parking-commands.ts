import {
  brokerUser,
  dropParked,
  listParked,
  openConnection,
  replayParked,
  type ChannelModel,
  type ParkedMessage,
  type ParkedOutcome,
} from '@aaps-data/amqp'
import { auditByLogin, type LoginRecord } from '@aaps-data/ledger'
import { loadConfig, type Environment } from '@aaps-data/runtime'
import { InvalidArgumentError, type Command } from 'commander'
import type { Knex } from 'knex'
import { brokerConfig, ledgerConfig } from '../config.ts'
import { exitCodes } from '../exit-codes.ts'
import type { ProgramContext } from '../program-context.ts'
import { note } from '../run/note-argument.ts'
import { withLedger } from '../run/with-ledger.ts'
import { parkingLines } from './parking-lines.ts'

interface JsonOption {
  readonly json?: boolean | undefined
}

interface ActOptions extends JsonOption {
  readonly note?: string
}

/** Adds `parking list`, `parking replay` and `parking drop`. */
export function addParkingCommands(program: Command, context: ProgramContext): void {
  const { env, print } = context
  const parking = program
    .command('parking')
    .description('messages that were set aside because they can never become a run')
  parking
    .command('list')
    .description('show them, with why they are there; they stay')
    .option('--limit <count>', 'how many are shown', limit, 100)
    .option('--json', 'print one JSON object')
    .action(({ limit: most, json = false }: JsonOption & { readonly limit: number }) =>
      withConnection(env, async (connection) => {
        const found = await listParked(connection, { limit: most })
        for (const line of json ? [JSON.stringify(found)] : parkingLines(found)) print(line)
      }),
    )
  messageCommand(parking, 'replay', 'send a request again, in the name of who sent it').action(
    (id: string, options: ActOptions) =>
      act(context, { id, verb: 'replay', ...options }, (connection, user) =>
        replayParked(connection, { id, user }),
      ),
  )
  messageCommand(parking, 'drop', 'drop a message for good').action(
    (id: string, options: ActOptions) =>
      act(context, { id, verb: 'drop', ...options }, (connection) =>
        dropParked(connection, { id }),
      ),
  )
}

function messageCommand(parking: Command, name: string, description: string): Command {
  return parking
    .command(name)
    .description(description)
    .argument('<message>', 'its id, as `parking list` shows it', messageId)
    .option('--note <text>', 'why, for the audit log', note)
    .option('--json', 'print one JSON object')
}

const reasons: Readonly<Record<Exclude<ParkedOutcome, 'done'>, string>> = {
  not_found: 'There is no such message',
  not_replayable: 'It is no valid request, or nobody knows who sent it',
  not_confirmed: 'The broker did not take it; it stays where it is',
}

async function act(
  { env, print, exit }: ProgramContext,
  {
    id,
    verb,
    note: why,
    json = false,
  }: ActOptions & { readonly id: string; readonly verb: 'replay' | 'drop' },
  work: (connection: ChannelModel, user: string) => Promise<ParkedOutcome>,
): Promise<void> {
  const { TARGET_DATABASE_URL } = loadConfig(ledgerConfig, env)
  await withLedger(TARGET_DATABASE_URL, (ledger) =>
    withConnection(env, async (connection, user) => {
      const record = { action: `parking.${verb}`, subject: id, note: why }
      const outcome = await announced(ledger, record, () => work(connection, user))
      if (json) print(JSON.stringify({ id, outcome }))
      if (outcome !== 'done') exit(exitCodes.refused, reasons[outcome])
      else if (!json) print(`${id}: ${verb === 'replay' ? 'sent again' : 'dropped'}`)
    }),
  )
}

/** The audit log says that it is asked before it is tried, and how it ended after it. */
async function announced(
  ledger: Knex,
  record: Omit<LoginRecord, 'outcome' | 'reason'>,
  work: () => Promise<ParkedOutcome>,
): Promise<ParkedOutcome> {
  await auditByLogin(ledger, { ...record, outcome: 'asked' })
  const end = (reason: string) =>
    auditByLogin(
      ledger,
      reason === 'done'
        ? { ...record, outcome: 'accepted' }
        : { ...record, outcome: 'failed', reason },
    )
  const outcome = await work().catch(async (error: unknown) => {
    await end(error instanceof Error ? error.message : String(error))
    throw error
  })
  await end(outcome)
  return outcome
}

async function withConnection(
  env: Environment,
  work: (connection: ChannelModel, user: string) => Promise<void>,
): Promise<void> {
  const { AMQP_URL: url } = loadConfig(brokerConfig, env)
  const connection = await openConnection(url)
  try {
    await work(connection, brokerUser(url))
  } finally {
    await connection.close()
  }
}

function limit(text: string): number {
  const number = Number(text)
  if (Number.isInteger(number) && number >= 1 && number <= 10_000) return number
  throw new InvalidArgumentError('It is a whole number from 1 to 10000.')
}

function messageId(text: string): ParkedMessage['id'] {
  if (/^[0-9a-f]{24}$/.test(text)) return text
  throw new InvalidArgumentError('It has 24 digits and letters, as `parking list` shows it.')
}
