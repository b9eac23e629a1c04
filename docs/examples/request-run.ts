// Asks for a run and waits for its end. Needs the package amqplib. Started with the address of the
// broker in AMQP_URL, the name of a dataset and a key: the same key never makes a second run.
import { connect, type ConsumeMessage } from 'amqplib'

const [, , dataset = 'registro', key = 'cierre-2026-11'] = process.argv
const url = process.env['AMQP_URL'] ?? 'amqp://localhost'
const login = decodeURIComponent(new URL(url).username)

interface Reply {
  readonly answer: 'accepted' | 'rejected' | 'finished'
  readonly requestId: string
  readonly runId?: string
  readonly state?: string
  readonly code?: string
  readonly reason?: string
}

async function main(): Promise<void> {
  const connection = await connect(url)
  try {
    const channel = await connection.createConfirmChannel()
    // Listen before asking, to the replies to this login alone.
    const { queue } = await channel.assertQueue('', { exclusive: true })
    await channel.bindQueue(queue, 'sync.replies', `reply.${login}.cierre`)
    const end = new Promise<Reply>((resolve) => {
      void channel.consume(
        queue,
        (message: ConsumeMessage | null) => {
          const { data } = JSON.parse(String(message?.content)) as { readonly data: Reply }
          if (data.requestId !== key) return
          console.log(data.answer, data.runId ?? data.code)
          if (data.answer !== 'accepted') resolve(data)
        },
        { noAck: true },
      )
    })
    const event = {
      specversion: '1.0',
      id: key,
      source: '/contabilidad',
      type: 'aaps.sync.request.v1',
      data: { dataset },
    }
    channel.publish(
      'sync.requests',
      `request.sync.${dataset}`,
      Buffer.from(JSON.stringify(event)),
      {
        contentType: 'application/cloudevents+json',
        persistent: true,
        mandatory: true,
        messageId: key,
        userId: login, // checked by the broker
        replyTo: 'cierre',
      },
    )
    await channel.waitForConfirms() // the broker has it for good
    const { state, reason } = await end
    if (state !== 'succeeded') throw new Error(state ?? reason)
  } finally {
    await connection.close()
  }
}

void main().catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
