import { once } from 'node:events'
import { connect } from 'node:net'
import type { RabbitmqState } from './stack-state.ts'

const greeting = Buffer.from([...Buffer.from('AMQP'), 0, 0, 9, 1])

/** Asks the node on both of its ports; gives undefined when it is ready, else what is wrong. */
export async function probeRabbitmq({
  amqpPort,
  managementUrl,
}: Pick<RabbitmqState, 'amqpPort' | 'managementUrl'>): Promise<string | undefined> {
  try {
    if (!(await greets(amqpPort))) return 'it does not speak AMQP 0-9-1'
    const { origin, username, password } = new URL(managementUrl)
    const response = await fetch(`${origin}/api/whoami`, {
      headers: {
        authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
      },
      signal: AbortSignal.timeout(5000),
    })
    await response.arrayBuffer()
    return response.ok ? undefined : `its management answers ${response.status}`
  } catch (error) {
    const { cause, message } = error as Error
    return cause instanceof Error ? cause.message : message
  }
}

/** A broker answers the protocol header with a method frame, whose first byte is 1. */
async function greets(port: number): Promise<boolean> {
  const socket = connect({ port, host: '127.0.0.1' }).setTimeout(5000)
  socket.on('timeout', () => socket.destroy(new Error('it does not answer')))
  try {
    await once(socket, 'connect')
    socket.write(greeting)
    const [answer] = (await once(socket, 'data')) as [Buffer]
    return answer[0] === 1
  } finally {
    socket.destroy()
  }
}
