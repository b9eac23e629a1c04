import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import type { PrivatePostgres } from '@aaps-data/testing'
import pg from 'pg'

/** What a server says it was sent by one role. */
export interface StatementLog {
  /** The address of a database for the role whose statements are logged. */
  urlOf(database: string): string
  /** Forgets what was logged so far. */
  clear(): Promise<void>
  /** Gives the statements that the role has sent to a database since, in their order. */
  read(database: string): Promise<readonly string[]>
}

const role = 'logged'

/**
 * Makes a server log every statement of one role, a superuser: those of the extended protocol when
 * they are executed, COPY, and what begins and ends transactions. Nobody else's are logged.
 */
export async function openStatementLog({ url, logFile }: PrivatePostgres): Promise<StatementLog> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(`create role ${role} superuser login password '${role}'`)
    await client.query(`alter role ${role} set log_statement = 'all'`)
    await client.query(`alter system set log_line_prefix = '<%d> '`)
    await client.query('select pg_reload_conf()')
  } finally {
    await client.end()
  }
  let from = 0
  return {
    urlOf: (database) => {
      const address = new URL(url)
      address.username = role
      address.password = role
      address.pathname = `/${database}`
      return address.href
    },
    clear: async () => {
      from = (await stat(logFile)).size
    },
    read: async (database) =>
      statementsIn(await text(createReadStream(logFile, { start: from })), database),
  }
}

// The lines of a statement after its first are indented by a tab.
const entry = /^<(\S+)> LOG: {2}(?:statement|execute [^:]+): (.*(?:\n\t.*)*)$/gm

function statementsIn(log: string, database: string): readonly string[] {
  return [...log.matchAll(entry)]
    .filter(([, name]) => name === database)
    .map(([, , statement = '']) => statement.replaceAll('\n\t', '\n'))
}
