import type { Publisher, PublishOutcome } from './create-publisher.ts'
import type { OutgoingMessage } from './message.ts'

const confirmTimeoutMs = 10_000

interface OutboxSender {
  /** False while the broker is away or takes nothing. */
  isReady(): boolean
  /** Only `confirmed` means that the broker has the message. */
  publish(message: OutgoingMessage & { readonly mandatory: boolean }): Promise<PublishOutcome>
}

/** What the relay of an outbox needs of a publisher. */
export function sendOutbox(publisher: Publisher): OutboxSender {
  return {
    isReady: () => {
      const { channelOpen, blocked } = publisher.facts()
      return channelOpen && !blocked
    },
    publish: (message) => publisher.publish({ ...message, timeoutMs: confirmTimeoutMs }),
  }
}
