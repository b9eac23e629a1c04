import { DatasetName } from '@aaps-data/contracts'
import { Type, type Static } from '@sinclair/typebox'

/** Each role may do what the ones before it may. */
export const Role = Type.Union([
  Type.Literal('viewer'),
  Type.Literal('operator'),
  Type.Literal('admin'),
])
export type Role = Static<typeof Role>

/** `POST /api/v1/datasets/:name/runs`, with an `Idempotency-Key` header. */
export const StartRun = Type.Object(
  {
    note: Type.Optional(Type.String({ maxLength: 500 })),
    preview: Type.Optional(
      Type.Boolean({ description: 'Change nothing; what would change is held for a person' }),
    ),
  },
  { additionalProperties: false },
)
export const StartRunParams = Type.Object({ name: DatasetName })

/** `POST /api/v1/runs/:id/approve` and `…/discard`. */
export const Decision = Type.Object(
  { note: Type.Optional(Type.String({ maxLength: 500 })) },
  { additionalProperties: false },
)

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
