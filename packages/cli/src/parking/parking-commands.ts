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
import { loadConfig, type Environment } from '@aaps-data/runtime'
import { InvalidArgumentError, type Command } from 'commander'
import { brokerConfig } from '../config.ts'
import { exitCodes } from '../exit-codes.ts'
import type { ProgramContext } from '../program-context.ts'
import { parkingLines } from './parking-lines.ts'

interface JsonOption {
  readonly json?: boolean | undefined
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
    (id: string, { json }: JsonOption) =>
      act(context, { id, verb: 'replay', json }, (connection, user) =>
        replayParked(connection, { id, user }),
      ),
  )
  messageCommand(parking, 'drop', 'drop a message for good').action(
    (id: string, { json }: JsonOption) =>
      act(context, { id, verb: 'drop', json }, (connection) => dropParked(connection, { id })),
  )
}

function messageCommand(parking: Command, name: string, description: string): Command {
  return parking
    .command(name)
    .description(description)
    .argument('<message>', 'its id, as `parking list` shows it', messageId)
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
    json = false,
  }: JsonOption & { readonly id: string; readonly verb: 'replay' | 'drop' },
  work: (connection: ChannelModel, user: string) => Promise<ParkedOutcome>,
): Promise<void> {
  await withConnection(env, async (connection, user) => {
    const outcome = await work(connection, user)
    if (json) print(JSON.stringify({ id, outcome }))
    if (outcome !== 'done') exit(exitCodes.refused, reasons[outcome])
    else if (!json) print(`${id}: ${verb === 'replay' ? 'sent again' : 'dropped'}`)
  })
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
