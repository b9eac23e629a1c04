import { DatasetName, RunMode } from '@aaps-data/contracts'
import { Type, type Static } from '@sinclair/typebox'

/** Each role may do what the ones before it may. */
export const Role = Type.Union([
  Type.Literal('viewer'),
  Type.Literal('operator'),
  Type.Literal('admin'),
])
export type Role = Static<typeof Role>

const note = Type.Optional(Type.String({ maxLength: 500 }))
const tables = Type.Optional(
  Type.Array(Type.String({ minLength: 1, maxLength: 63 }), {
    minItems: 1,
    maxItems: 500,
    uniqueItems: true,
    description: 'The tables that it is about, with what is tied to them; all unless given',
  }),
)

/** The header that makes asking twice harmless. */
export const IdempotencyKey = Type.Object({
  'idempotency-key': Type.String({
    pattern: '^[!-~]{1,100}$',
    description: 'Chosen by the caller. The same key asks for the same run, however often',
  }),
})

/** `POST /api/v1/datasets/:name/runs`, with an `Idempotency-Key` header. */
export const StartRun = Type.Object(
  {
    note,
    mode: Type.Optional(RunMode),
    tables,
    preview: Type.Optional(
      Type.Boolean({ description: 'Change nothing; what would change is held for a person' }),
    ),
  },
  { additionalProperties: false },
)
export const StartRunParams = Type.Object({ name: DatasetName })

/** `POST /api/v1/runs/:id/retry`: what is left out is as in the run that is repeated. */
export const RetryRun = Type.Object(
  {
    note,
    mode: Type.Optional(RunMode),
    tables: Type.Optional(Type.Union([tables, Type.Null({ description: 'All of the dataset' })])),
    preview: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)

/** What is decided with a note for the audit log, such as `POST /api/v1/runs/:id/approve`. */
export const Decision = Type.Object({ note }, { additionalProperties: false })

/** `cancelled`: it is. `asked`: its attempt is stopping, and rolls back. */
export const Cancelled = Type.Object({
  runId: Type.String(),
  outcome: Type.Union([Type.Literal('cancelled'), Type.Literal('asked')]),
})

export const CancelledQueued = Type.Object({ runIds: Type.Array(Type.String()) })

/** A schedule that makes no runs and starts none; of all datasets under the name `*`. */
export const Pause = Type.Object({
  dataset: Type.String(),
  by: Type.String(),
  at: Type.String(),
  note: Type.Union([Type.String(), Type.Null()]),
})

/** Whether anything is another than before. */
export const Changed = Type.Object({ changed: Type.Boolean() })

/** 202: the broker has the request. The run answers `accepted` until the ledger has it. */
export const RunAccepted = Type.Object({ runId: Type.String() })
export type RunAccepted = Static<typeof RunAccepted>

/** Who is looking at the page: `GET /api/v1/session`. */
export const Session = Type.Object({
  user: Type.String(),
  role: Role,
  version: Type.String(),
  timeZone: Type.String(),
})
export type Session = Static<typeof Session>

export const AuditEntry = Type.Object({
  id: Type.String(),
  at: Type.String(),
  actor: Type.String(),
  role: Type.Union([Role, Type.Null()]),
  action: Type.String(),
  subject: Type.String(),
  address: Type.String(),
  outcome: Type.String(),
  runId: Type.Union([Type.String(), Type.Null()]),
})
export type AuditEntry = Static<typeof AuditEntry>

/** Newest first; `next` is the key to pass as `before` for the following page. */
export const AuditPage = Type.Object({
  entries: Type.Array(AuditEntry),
  next: Type.Union([Type.String(), Type.Null()]),
})
export type AuditPage = Static<typeof AuditPage>

/** RFC 9457, with a stable `code`. */
export const Problem = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  code: Type.String(),
  detail: Type.Optional(Type.String()),
})
export type Problem = Static<typeof Problem>
