import { once } from 'node:events'
import { join } from 'node:path'
import { readGivenUrls, type GivenUrls } from './given-urls.ts'
import { keepStack } from './keep-stack.ts'
import { localSettings, repository, type LocalSettings } from './local-settings.ts'
import { prepareSample, prepareTarget } from './prepare-databases.ts'
import { prepareSampleFolder } from './prepare-sample-folder.ts'
import { runCommand } from './run-command.ts'
import { planServices, rotateLogs, urlVariables, type ServiceUrls } from './service-plan.ts'
import { readServiceSettings } from './service-settings.ts'
import { settleServices } from './settle-services.ts'
import { StackError } from './stack-error.ts'
import { lockStack } from './stack-lock.ts'
import { readStackState, updateStackState, type ServicesState } from './stack-state.ts'
import { startStack, type StackPart } from './start-stack.ts'
import { createStepLog } from './step-log.ts'
import { stopLeftServices } from './stop-services.ts'
import { stopStack } from './stop-stack.ts'
import { superviseService, type SupervisedService } from './supervise-service.ts'
import { waitUntilHealthy } from './wait-until-healthy.ts'
import { writeSettings } from './write-settings.ts'

async function main(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  const step = createStepLog(print)
  const settings = localSettings({ env: process.env, step })
  const given = readGivenUrls(process.env)
  const wanted = readServiceSettings(process.env)
  const ending = endingSignal()
  await lockStack(settings.directory)
  await stopLeftServices(settings, wanted)

  const running: SupervisedService[] = []
  const parts = partsFor(given)
  let stopKeeping = () => Promise.resolve()
  try {
    const urls = await startServers(settings, parts, given)
    stopKeeping = keepStack(settings, parts, print)
    ending.throwIfAborted()
    await step('Creating or updating the tables', () => migrate(urls))
    ending.throwIfAborted()
    const state = await settleServices(settings.directory, wanted)
    await startServices({ settings, urls, state, running, ending })
    ending.throwIfAborted()
    print(
      welcome(settings, state, { parts, settingsFile: writeSettings(settings.directory, urls) }),
    )
    await once(ending, 'abort')
  } catch (error) {
    // After Ctrl-C a failure is most likely its consequence.
    if (!ending.aborted) throw error
  } finally {
    print('Stopping. The data stays for the next start.')
    await stopKeeping()
    if (running.length > 0) {
      await step('Stopping scheduler, worker and monitor', () =>
        Promise.all(running.map((service) => service.stop(wanted.stopTimeoutMs))),
      )
    }
    await stopLeftServices(settings, wanted)
    await stopStack(settings)
  }
}

/** Aborts at the first SIGINT, SIGTERM or SIGHUP; further ones don't disturb the stop. */
function endingSignal(): AbortSignal {
  const ending = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      ending.abort()
    })
  }
  return ending.signal
}

function partsFor(given: GivenUrls): StackPart[] {
  return [
    ...(given.target && given.source ? [] : (['postgres'] as const)),
    ...(given.broker ? [] : (['rabbitmq'] as const)),
  ]
}

async function startServers(
  settings: LocalSettings,
  parts: readonly StackPart[],
  given: GivenUrls,
): Promise<ServiceUrls> {
  const { postgres, rabbitmq } = await startStack(settings, parts)
  const onPrivate = async (prepare: (adminUrl: string) => Promise<string>): Promise<string> => {
    if (postgres === undefined) throw new Error('the private PostgreSQL was not started')
    return await prepare(postgres.url)
  }
  const broker = given.broker ?? rabbitmq?.url
  if (broker === undefined) throw new Error('the private RabbitMQ was not started')
  return {
    target: given.target ?? (await onPrivate(prepareTarget)),
    source: given.source ?? (await onPrivate((url) => prepareSample(url, settings))),
    sarh: given.sarh ?? (await prepareSampleFolder(settings)),
    broker,
  }
}

async function migrate(urls: ServiceUrls): Promise<void> {
  const command = join(repository, 'packages', 'cli', 'dist', 'main.js')
  const env = { ...process.env, ...urlVariables(urls) }
  await runCommand(process.execPath, [command, 'migrate'], { env }).catch((cause: unknown) => {
    throw new StackError(`The target can't be migrated: ${(cause as Error).message}`, { cause })
  })
}

async function startServices({
  settings: { directory, step },
  urls,
  state,
  running,
  ending,
}: {
  settings: LocalSettings
  urls: ServiceUrls
  state: ServicesState
  running: SupervisedService[]
  ending: AbortSignal
}): Promise<void> {
  const plans = planServices({ env: process.env, urls, state, directory })
  rotateLogs(plans, directory)
  await step('Starting scheduler, worker and monitor', async () => {
    for (const plan of plans) {
      const onStart = (pid: number): void => {
        rememberPid(directory, plan.name, pid)
      }
      running.push(superviseService(plan, { onStart, onEnd: print }))
    }
    await Promise.all(
      plans.map((plan) => waitUntilHealthy(plan, { timeoutMs: 60_000, signal: ending })),
    )
  })
}

function rememberPid(directory: string, name: string, pid: number): void {
  const { services } = readStackState(directory)
  if (services === undefined) return
  const pids = { ...services.pids, [name]: pid }
  updateStackState(directory, { services: { ...services, pids } })
}

function welcome(
  { directory }: LocalSettings,
  { monitorPort, adminPassword }: ServicesState,
  { parts, settingsFile }: { readonly parts: readonly StackPart[]; readonly settingsFile: string },
): string {
  const secrets = `Addresses and passwords of the private servers are in ${join(directory, 'state.json')}.`
  return `
  AAPS-DATA Sync is running.

    Page       http://127.0.0.1:${monitorPort}
    User       admin
    Password   ${adminPassword}

  The password holds unless the users were changed since the first start.
  For the command line, in another terminal:  . ${settingsFile}
  Logs are in ${join(directory, 'logs')}. Ctrl-C stops everything.${parts.length > 0 ? `\n  ${secrets}` : ''}
`
}

function describeFailure(error: NodeJS.ErrnoException): string {
  if (error instanceof StackError) return error.message
  // The system calls that Node names a path with are those on files.
  if (error.path === undefined) return String(error.stack)
  return (
    `A file that the start needs can't be read or written: ${error.message}. ` +
    'Mend that, or give it another folder with AAPS_LOCAL_DIR.'
  )
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${describeFailure(error as NodeJS.ErrnoException)}\n`)
    process.exit(1)
  },
)
