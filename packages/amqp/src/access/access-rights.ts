import { exchanges, queues } from '@aaps-data/contracts'

/** What a login of the broker is for. */
export const accessRoles = ['topology', 'scheduler', 'worker', 'monitor', 'service'] as const
export type AccessRole = (typeof accessRoles)[number]

/** What a login may do on a virtual host, as the broker's regular expressions. */
export interface AccessRights {
  readonly configure: string
  readonly write: string
  readonly read: string
  /** Routing keys that it may publish with and bind to, on topic exchanges; others are free. */
  readonly topics: readonly {
    readonly exchange: string
    readonly write: string
    readonly read: string
  }[]
}

const nothing = '^$'
const anything = '.*'
/** Queues that a connection has for itself; nobody else reaches them. */
const ownQueues = 'amq\\.gen-.*'

/**
 * The rights of a role, and no more: services declare nothing but a queue of their own, publish
 * where they have something to say, and read what is theirs. A `service` asks for runs of its
 * datasets, all unless given, and hears the replies to its own login, and what happens to runs.
 * Pure.
 */
export function accessRights(
  role: AccessRole,
  { login, datasets }: { readonly login: string; readonly datasets?: readonly string[] },
): AccessRights {
  const { commands, control, deadLetters, events, replies, requests } = exchanges
  const relayed = [commands, control, events, replies]
  switch (role) {
    case 'topology':
      return { configure: '^sync\\.', write: '^sync\\.', read: '^sync\\.', topics: [] }
    case 'scheduler':
      return {
        configure: nothing,
        write: oneOf([...relayed, deadLetters]),
        read: oneOf([queues.requests]),
        topics: [],
      }
    case 'worker':
      return {
        configure: `^${ownQueues}$`,
        write: oneOf([...relayed, deadLetters], ownQueues),
        read: oneOf([queues.scheduledCommands, queues.interactiveCommands, control], ownQueues),
        topics: [],
      }
    case 'monitor':
      return {
        configure: `^${ownQueues}$`,
        write: oneOf([requests], ownQueues),
        read: oneOf([events, queues.parking, queues.unrouted], ownQueues),
        topics: [{ exchange: requests, write: '^request\\.sync\\.', read: nothing }],
      }
    case 'service':
      return {
        configure: `^${ownQueues}$`,
        write: oneOf([requests], ownQueues),
        read: oneOf([replies, events], ownQueues),
        topics: [
          { exchange: requests, write: requestPattern(datasets), read: nothing },
          { exchange: replies, write: nothing, read: `^reply\\.${quoted(login)}\\.` },
          { exchange: events, write: nothing, read: anything },
        ],
      }
  }
}

function requestPattern(datasets: readonly string[] | undefined): string {
  if (datasets === undefined) return '^request\\.sync\\.'
  return `^request\\.sync\\.(${datasets.map(quoted).join('|')})$`
}

function oneOf(names: readonly string[], pattern?: string): string {
  const quotedNames = names.map(quoted)
  return `^(${[...quotedNames, ...(pattern === undefined ? [] : [pattern])].join('|')})$`
}

function quoted(name: string): string {
  return name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
