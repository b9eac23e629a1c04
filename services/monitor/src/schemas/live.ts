import { Type, type Static } from '@sinclair/typebox'
import { DatasetStatus, PlannedRun } from './dataset.ts'
import { RunProgress, RunSummary } from './run.ts'

/** The browser's sub-protocol of the stream at `GET /api/v1/stream`. */
export const liveProtocol = 'monitor.v1+json'

const ledgerLink = {
  /** Whether the monitor can read the ledger; what it shows stands still while it cannot. */
  ledgerConnected: Type.Boolean(),
  /** While it cannot: when it last could, which is the age of all that is shown. Else null. */
  ledgerReadAt: Type.Union([Type.String(), Type.Null()]),
}

/** Server to browser, first frame of a connection: everything, exact at `seq`. */
export const SnapshotFrame = Type.Object({
  t: Type.Literal('snapshot'),
  /** New with each start of the monitor: a browser that sees another one drops what it has. */
  epoch: Type.String(),
  seq: Type.Integer(),
  now: Type.String(),
  brokerConnected: Type.Boolean(),
  ...ledgerLink,
  /** Messages on the broker that nobody could understand, or that no queue was there for. */
  setAside: Type.Integer(),
  datasets: Type.Array(DatasetStatus),
  /** The latest 100 runs and every run that is not final, newest first. */
  runs: Type.Array(RunSummary),
  planned: Type.Array(PlannedRun),
  progress: Type.Array(RunProgress),
})
export type SnapshotFrame = Static<typeof SnapshotFrame>

/**
 * Server to browser, at most ten a second: the new state of what changed since `from`, coalesced.
 * Rows replace those with the same identity. A browser whose `seq` is not `from` reconnects.
 */
export const DeltaFrame = Type.Object({
  t: Type.Literal('delta'),
  from: Type.Integer(),
  seq: Type.Integer(),
  now: Type.String(),
  brokerConnected: Type.Optional(Type.Boolean()),
  setAside: Type.Optional(Type.Integer()),
  ledgerConnected: Type.Optional(ledgerLink.ledgerConnected),
  ledgerReadAt: Type.Optional(ledgerLink.ledgerReadAt),
  datasets: Type.Optional(Type.Array(DatasetStatus)),
  runs: Type.Optional(Type.Array(RunSummary)),
  /** All that is planned now. */
  planned: Type.Optional(Type.Array(PlannedRun)),
  progress: Type.Optional(Type.Array(RunProgress)),
})
export type DeltaFrame = Static<typeof DeltaFrame>

/** Server to browser every few idle seconds: the link lives. Silence for 12 s means it does not. */
export const MarkFrame = Type.Object({
  t: Type.Literal('mark'),
  seq: Type.Integer(),
  now: Type.String(),
})
export type MarkFrame = Static<typeof MarkFrame>

export const LiveFrame = Type.Union([SnapshotFrame, DeltaFrame, MarkFrame])
export type LiveFrame = Static<typeof LiveFrame>
