import { Uuid } from '@aaps-data/contracts'
import { Type } from '@sinclair/typebox'
import { anyRelay, decideHeld } from '@aaps-data/ledger'
import type { DoAudited } from '../audited-act.ts'
import type { MonitorApp } from '../monitor-app.ts'
import { identityOf } from '../plugins/auth.ts'
import { ProblemError } from '../problem.ts'
import { Decision, Problem, RunAccepted } from '../schemas/action.ts'

const RunParams = Type.Object({ id: Uuid })

const decisions = [
  ['approve', 'approved', 'Apply exactly what a held run would change'],
  ['discard', 'discarded', 'Give up what a held run would change'],
] as const

/** The decisions about what is held. */
export function holdRoutes(
  app: MonitorApp,
  { doAudited }: { readonly doAudited: DoAudited },
): void {
  for (const [path, decision, summary] of decisions) {
    app.post(
      `/runs/:id/${path}`,
      {
        config: { action: `run.${path}` },
        schema: {
          tags: ['runs'],
          summary,
          params: RunParams,
          body: Decision,
          response: { 200: RunAccepted, 403: Problem, 409: Problem },
        },
      },
      async (request, reply) => {
        const { id: runId } = request.params
        const { note } = request.body
        const by = identityOf(request)
        const isDecided = await doAudited({
          action: `run.${path}`,
          subject: runId,
          runId,
          by,
          address: request.ip,
          note,
          act: (transaction) =>
            decideHeld(transaction, { runId, decision, by: by.name, note, writer: anyRelay }),
          isDone: (decided) => decided,
        })
        if (!isDecided) throw notHeld()
        return reply.code(200).send({ runId })
      },
    )
  }
}

function notHeld(): ProblemError {
  return new ProblemError({
    status: 409,
    code: 'RUN_NOT_HELD',
    title: 'The run is not held',
    detail: 'Nothing was decided: somebody was faster, or a newer run has superseded it',
  })
}
