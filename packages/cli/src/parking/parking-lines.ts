import type { ParkedList, ParkedMessage } from '@aaps-data/amqp'

/** What was set aside, for people: a paragraph each. */
export function parkingLines({ messages, total }: ParkedList): readonly string[] {
  if (messages.length === 0) return ['Nothing was set aside.']
  const left = total - messages.length
  return [
    ...messages.flatMap((message, place) => [...(place === 0 ? [] : ['']), ...linesOf(message)]),
    ...(left > 0 ? ['', `${left} more`] : []),
  ]
}

function linesOf(message: ParkedMessage): readonly string[] {
  const { id, kind, exchange, routingKey, publisher, code, reason, details, bytes, body } = message
  const why = [code, reason].filter((part) => part !== null).join(': ')
  return [
    `${id}  ${kind}${message.isReplayable ? '' : ', cannot be replayed'}`,
    `  sent to ${exchange} as ${routingKey}, by ${publisher ?? 'nobody knows whom'}, ${bytes} bytes`,
    ...(why === '' ? [] : [`  ${why}`]),
    ...(details === null ? [] : [`  ${details}`]),
    `  ${body.replaceAll(/\s+/g, ' ')}`,
  ]
}
