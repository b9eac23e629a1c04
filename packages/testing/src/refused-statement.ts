import { headerBytes, messageTypes, statementOf } from './frontend-messages.ts'

const unknown = 'select injected_fault()'

/**
 * Gives, for a Query or Parse message, one of the same kind that the server refuses with the state
 * 42883. What the statement would have done does not happen; a refused commit has rolled back.
 */
export function refusedStatement(message: Buffer): Buffer {
  if (message[0] === messageTypes.parse) {
    const name = message.subarray(headerBytes, message.indexOf(0, headerBytes))
    const noParameters = Buffer.alloc(2)
    const statement = Buffer.from(`${unknown}\0`)
    return frame(
      messageTypes.parse,
      Buffer.concat([name, Buffer.from([0]), statement, noParameters]),
    )
  }
  const isCommit = /^\s*commit\b/i.test(statementOf(message))
  return frame(messageTypes.query, Buffer.from(`${isCommit ? 'rollback; ' : ''}${unknown}\0`))
}

function frame(type: number, body: Buffer): Buffer {
  const header = Buffer.alloc(headerBytes)
  header[0] = type
  header.writeUInt32BE(body.length + 4, 1)
  return Buffer.concat([header, body])
}
