import type { Catalog } from '@aaps-data/catalog'
import { progressEventType, type SyncEvent } from '@aaps-data/contracts'
import type { Logger } from '@aaps-data/runtime'
import type { WebSocket } from 'ws'
import type { Identity } from '../access/verify-credentials.ts'
import type { DatasetStatus } from '../schemas/dataset.ts'
import type { RunProgress } from '../schemas/run.ts'
import { createLedgerFollower, type LedgerReader } from './follow-ledger.ts'
import { createLiveClients, type LiveClients } from './live-clients.ts'
import { createLiveState } from './live-state.ts'
import { createPacer } from './pacer.ts'

const framesEveryMs = 100
const readsEveryMs = 100
const attendEveryMs = 1_000
const defaultCheckPeopleEveryMs = 60_000

interface LiveOptions {
  /** The catalog in force. */
  readonly catalog: () => Catalog
  readonly reader: LedgerReader
  /** Who may follow still, and with which role. */
  readonly rolesOf: (names: readonly string[]) => Promise<ReadonlyMap<string, Identity['role']>>
  /** How often that is asked; a minute unless given. */
  readonly checkPeopleEveryMs?: number | undefined
  readonly epoch: string
  readonly isBrokerConnected: () => boolean
  /** How many messages on the broker were set aside. */
  readonly setAside: () => number
  readonly now: () => Date
  readonly log: Logger
}

export interface Live {
  /** Reads the ledger once and follows it from then on. */
  readonly start: () => Promise<void>
  readonly onEvent: (event: SyncEvent) => void
  readonly onGap: () => void
  /** The catalog is another one: everybody sees it as it is now. */
  readonly onCatalog: () => void
  /** Adds a person's browser, until the person is gone or has another role. */
  readonly follow: (socket: WebSocket, person: Identity) => void
  readonly datasets: () => readonly DatasetStatus[]
  readonly progressOf: (runId: string) => RunProgress | undefined
  readonly clients: () => number
  readonly stop: () => Promise<void>
}

/**
 * What browsers see move: the ledger's state, some 100 ms after an event about it and at the
 * latest some seconds after the change when no event came.
 */
export function createLive({
  catalog,
  reader,
  rolesOf,
  checkPeopleEveryMs = defaultCheckPeopleEveryMs,
  epoch,
  isBrokerConnected,
  setAside,
  now,
  log,
}: LiveOptions): Live {
  const state = createLiveState({ catalog, epoch, now: now() })
  const follower = createLedgerFollower({
    reader,
    state,
    datasets: () => [...catalog().keys()],
    now,
    log,
  })
  // Many browsers come at once when the monitor starts again: one text serves all of them.
  let snapshotText: string | undefined
  const clients = createLiveClients({
    snapshot: () => (snapshotText ??= JSON.stringify(state.snapshot(now()))),
    mark: () => JSON.stringify({ t: 'mark', seq: state.seq(), now: now().toISOString() }),
    nowMs: () => performance.now(),
  })
  const frames = createPacer({
    intervalMs: framesEveryMs,
    act() {
      const delta = state.takeDelta(now())
      snapshotText = undefined
      if (delta !== undefined) clients.broadcast(JSON.stringify(delta))
    },
  })
  const reads = createPacer({
    intervalMs: readsEveryMs,
    async act() {
      await follower.step()
      state.setLedgerLost(follower.lostSince())
      frames.wake()
    },
  })
  const people = createPacer({
    intervalMs: checkPeopleEveryMs,
    act: () => endStrangers(clients, rolesOf, log),
  })
  let timer: NodeJS.Timeout | undefined

  function lookAround(): void {
    state.setBrokerConnected(isBrokerConnected())
    state.setLedgerLost(follower.lostSince())
    state.setSetAside(setAside())
  }

  function attend(): void {
    lookAround()
    state.refresh(now())
    frames.wake()
    if (follower.isDue()) reads.wake()
    clients.attend()
    people.wake()
  }

  return {
    async start() {
      await follower.step()
      lookAround()
      timer = setInterval(attend, attendEveryMs)
    },
    onEvent(event) {
      if (event.type === progressEventType) {
        const { table = null, ...progress } = event.data
        state.takeProgress(shownProgress({ ...progress, table }))
        frames.wake()
      } else if (!state.has(event.data.runId, event.data.seq)) {
        follower.noteRun(event.data.runId)
        reads.wake()
      }
    },
    onGap() {
      follower.noteGap()
      reads.wake()
    },
    onCatalog() {
      follower.noteGap()
      state.refresh(now())
      snapshotText = undefined
      clients.startOver()
      reads.wake()
    },
    follow: (socket, person) => {
      clients.add(socket, person)
    },
    datasets: () => state.snapshot(now()).datasets,
    progressOf: (runId) => state.progressOf(runId),
    clients: () => clients.size(),
    async stop() {
      clearInterval(timer)
      await reads.stop()
      await frames.stop()
      await people.stop()
      clients.close()
    },
  }
}

/** While the ledger cannot be asked, everybody stays. */
async function endStrangers(
  clients: LiveClients,
  rolesOf: LiveOptions['rolesOf'],
  log: Logger,
): Promise<void> {
  const names = clients.people()
  if (names.length === 0) return
  try {
    clients.keepOnly(await rolesOf(names))
  } catch (err) {
    log.warn({ err }, 'People who follow could not be checked, will be tried again')
  }
}

/** Exactly the fields that browsers know. */
function shownProgress({
  runId,
  attempt,
  phase,
  tablesDone,
  tablesTotal,
  table,
  rows,
  rowsExpected,
  rowsPerSecond,
  secondsLeft,
  at,
}: RunProgress): RunProgress {
  return {
    runId,
    attempt,
    phase,
    tablesDone,
    tablesTotal,
    table,
    rows,
    ...(rowsExpected === undefined ? {} : { rowsExpected }),
    ...(rowsPerSecond === undefined ? {} : { rowsPerSecond }),
    ...(secondsLeft === undefined ? {} : { secondsLeft }),
    at,
  }
}
