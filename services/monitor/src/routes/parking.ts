import {
  dropParked,
  listParked,
  replayParked,
  type Broker,
  type ChannelModel,
  type ParkedOutcome,
} from '@aaps-data/amqp'
import { Type } from '@sinclair/typebox'
import type { DoAnnounced } from '../audited-act.ts'
import type { MonitorApp } from '../monitor-app.ts'
import { identityOf } from '../plugins/auth.ts'
import { notFound } from '../plugins/problems.ts'
import { ProblemError } from '../problem.ts'
import { Decision, Problem } from '../schemas/action.ts'
import { ParkedPage, ParkedParams } from '../schemas/parking.ts'

const verbs = ['replay', 'drop'] as const

/** What was set aside on the broker: looking at it, sending it again, dropping it. */
export function parkingRoutes(
  app: MonitorApp,
  {
    broker,
    brokerUser,
    doAnnounced,
  }: {
    readonly broker: Pick<Broker, 'publishing'>
    readonly brokerUser: string
    readonly doAnnounced: DoAnnounced
  },
): void {
  function connection(): ChannelModel {
    const model = broker.publishing.current()
    if (model !== undefined) return model
    throw new ProblemError({
      status: 503,
      code: 'BROKER_UNREACHABLE',
      title: 'The message broker does not answer',
      detail: 'Nothing was done',
    })
  }

  app.get(
    '/parking',
    {
      config: { action: 'parking.read' },
      schema: {
        tags: ['parking'],
        summary: 'Messages that were set aside, oldest first',
        querystring: Type.Object({
          limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }),
        }),
        response: { 200: ParkedPage, 403: Problem, 503: Problem },
      },
    },
    async ({ query: { limit } }) => {
      const { messages, total } = await listParked(connection(), { limit })
      return { messages: [...messages], total }
    },
  )
  for (const verb of verbs) {
    app.post(
      `/parking/:id/${verb}`,
      {
        config: { action: `parking.${verb}` },
        schema: {
          tags: ['parking'],
          summary:
            verb === 'replay'
              ? 'Send a request again that was set aside'
              : 'Drop what was set aside',
          params: ParkedParams,
          body: Decision,
          response: {
            200: Type.Object({}),
            403: Problem,
            404: Problem,
            409: Problem,
            503: Problem,
          },
        },
      },
      async (request, reply) => {
        const { id } = request.params
        const outcome = await doAnnounced({
          action: `parking.${verb}`,
          subject: id,
          by: identityOf(request),
          address: request.ip,
          note: request.body.note,
          act: () =>
            verb === 'replay'
              ? replayParked(connection(), { id, user: brokerUser })
              : dropParked(connection(), { id }),
          failureOf: (result) => (result === 'done' ? undefined : result),
        })
        if (outcome !== 'done') throw refusalOf(outcome)
        return reply.code(200).send({})
      },
    )
  }
}

function refusalOf(outcome: Exclude<ParkedOutcome, 'done'>): Error {
  switch (outcome) {
    case 'not_found':
      return notFound()
    case 'not_replayable':
      return new ProblemError({
        status: 409,
        code: 'NOT_REPLAYABLE',
        title: 'The message cannot be sent again',
        detail: 'It is no valid request, or nobody knows who sent it. Nothing was done',
      })
    case 'not_confirmed':
      return new ProblemError({
        status: 503,
        code: 'BROKER_UNREACHABLE',
        title: 'The message broker did not take it',
        detail: 'It stays where it is',
      })
  }
}
