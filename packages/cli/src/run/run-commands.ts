import { randomUUID } from 'node:crypto'
import type { RunMode } from '@aaps-data/contracts'
import { InvalidArgumentError, Option, type Command } from 'commander'
import { chooseDataset } from '../choose-datasets.ts'
import type { ProgramContext } from '../program-context.ts'
import { decideAndWatch } from './decide-and-watch.ts'
import { languageOf, type Language } from '../explain/explain-report.ts'
import { languageOption } from '../explain/language-option.ts'
import { note, upTo } from './note-argument.ts'
import { requestAndWatch } from './request-and-watch.ts'
import { retryAndWatch } from './retry-and-watch.ts'
import { runId } from './run-id-argument.ts'

interface WatchOptions {
  readonly wait: boolean
  readonly json?: boolean
  readonly language?: Language
  readonly samples: number
}

interface RequestOptions extends WatchOptions {
  readonly mode: RunMode
  readonly tables?: readonly string[]
  readonly note?: string
  readonly key?: string
}

interface RetryOptions extends WatchOptions {
  readonly mode?: RunMode
  readonly tables?: readonly string[]
  readonly allTables?: boolean
  readonly preview?: boolean
  readonly note?: string
  readonly key?: string
}

/** Adds `run`, `preview`, `retry`, `approve` and `discard`. */
export function addRunCommands(program: Command, context: ProgramContext): void {
  const request = (name: string, preview: boolean, options: RequestOptions) => {
    const { mode, note, tables: onlyTables, key = randomUUID() } = options
    const dataset = chooseDataset(context.env, name).name
    return requestAndWatch(context, {
      wish: { dataset, mode, preview, note, onlyTables, retryOf: undefined, key },
      ...watchOf(context, options),
    })
  }
  requestCommand(program, 'run', 'synchronise a dataset, and show how it goes').action(
    (name: string, options: RequestOptions) => request(name, false, options),
  )
  requestCommand(program, 'preview', 'show what a run would change, and change nothing').action(
    (name: string, options: RequestOptions) => request(name, true, options),
  )
  watched(program.command('retry'))
    .description('repeat a run that has ended, as it was or with edits')
    .argument('<run>', 'its id', runId)
    .addOption(modeOption())
    .addOption(tablesOption())
    .option('--all-tables', 'the whole dataset, where the run was about some tables')
    .option('--preview', 'show what it would change, and change nothing')
    .option('--note <text>', 'why; shown with the run', note)
    .option('--key <key>', 'the same key asks for the same run; a new one unless given', requestKey)
    .action((id: string, { key = randomUUID(), ...options }: RetryOptions) =>
      retryAndWatch(context, { runId: id, edits: options, key, ...watchOf(context, options) }),
    )
  watched(program.command('approve'))
    .description('apply exactly what a held run or a preview would change')
    .argument('<run>', 'its id', runId)
    .option('--note <text>', 'why, for the audit log', note)
    .action((id: string, options: WatchOptions & { readonly note?: string }) =>
      decideAndWatch(context, {
        runId: id,
        decision: 'approved',
        note: options.note,
        ...watchOf(context, options),
      }),
    )
  program
    .command('discard')
    .description('give up what a held run or a preview would change')
    .argument('<run>', 'its id', runId)
    .requiredOption('--note <text>', 'why, for the audit log', note)
    .option('--json', 'print one JSON object')
    .action((id: string, options: { readonly note: string; readonly json?: boolean }) =>
      decideAndWatch(context, {
        runId: id,
        decision: 'discarded',
        note: options.note,
        ...watchOf(context, { ...options, wait: false, samples: 0 }),
      }),
    )
}

function requestCommand(program: Command, name: string, description: string): Command {
  return watched(program.command(name))
    .description(description)
    .argument('<dataset>', 'its name')
    .addOption(modeOption().default('auto'))
    .addOption(tablesOption())
    .option('--note <text>', 'why; shown with the run', note)
    .option('--key <key>', 'the same key asks for the same run; a new one unless given', requestKey)
}

function modeOption(): Option {
  return new Option('--mode <mode>', 'how the source is read').choices([
    'auto',
    'full',
    'incremental',
  ])
}

function tablesOption(): Option {
  return new Option(
    '--tables <names...>',
    'only these tables, with what is tied to them by references',
  )
}

function watched(command: Command): Command {
  return command
    .option('--no-wait', 'end when it was accepted')
    .option('--samples <count>', 'rows shown of each table and kind of change', count, 3)
    .addOption(languageOption())
    .option('--json', 'print one JSON object')
}

function watchOf(
  { env }: ProgramContext,
  { wait, json = false, language = languageOf(env), samples }: WatchOptions,
) {
  return { isAwaited: wait, asJson: json, language, samples }
}

function requestKey(text: string): string {
  if (text === '') throw new InvalidArgumentError('It is empty.')
  return upTo(200, text)
}

function count(text: string): number {
  const number = Number(text)
  if (Number.isInteger(number) && number >= 0 && number <= 1_000) return number
  throw new InvalidArgumentError('It is a whole number up to 1000.')
}
