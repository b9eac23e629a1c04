import type { Channel, ConsumeMessage } from 'amqplib'
import type { Logger } from '@aaps-data/runtime'

/** A consumer on the one channel that it ever has. */
export interface Registration {
  readonly channel: Channel
  readonly tag: string
  /** Aborted when the channel is gone with what it had delivered. */
  readonly lost: AbortController
  /** What it delivered was acknowledged before its handler ended, and it takes nothing more. */
  isGivenUp: boolean
  /** It was taken off its channel, which is closed once nothing of it is in hand. */
  isCancelled: boolean
}

export interface HandOff {
  /** Somebody else than the broker answers for the message from now on. */
  own(): void
  /** The handler has ended. */
  end(): void
}

/**
 * Acknowledges a message that is owned and has been in hand for `afterMs`: the broker closes the
 * channel of a delivery that is open for too long, and would give the message to somebody else.
 * The consumer is cancelled first and its channel closed after, so that it gets nothing more while
 * its handler works on. For a consumer whose prefetch is 1.
 */
export function createHandOff({
  registration,
  message,
  afterMs,
  log,
}: {
  readonly registration: Registration
  readonly message: ConsumeMessage
  readonly afterMs: number
  readonly log: Logger
}): HandOff {
  let isOwned = false
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    decide()
  }, afterMs)

  function decide(): void {
    const { lost, isGivenUp } = registration
    if (!isOwned || !isLate || isGivenUp || lost.signal.aborted) return
    registration.isGivenUp = true
    giveUp(registration, message).then(
      () => log.info({ consumerTag: registration.tag }, 'Delivery acknowledged early'),
      (err: unknown) => log.warn({ err }, 'Delivery was not acknowledged early, it comes again'),
    )
  }

  return {
    own() {
      isOwned = true
      decide()
    },
    end: () => clearTimeout(timer),
  }
}

async function giveUp({ channel, tag }: Registration, message: ConsumeMessage): Promise<void> {
  await channel.cancel(tag)
  channel.ack(message)
  await channel.close()
}
