import type { Mutant } from './mutant.ts'

const wire = 'packages/amqp/test/wire-declarations.integration.test.ts'

/** Ways in which the broker is asked for what it, or a later one, must not be asked for. */
export const brokerMutants: readonly Mutant[] = [
  {
    name: 'a feed on a transient queue that is not its own',
    edits: [
      {
        file: 'packages/amqp/src/open-feed.ts',
        find: `{ exclusive: true, autoDelete: true }`,
        replace: `{ durable: false, autoDelete: true }`,
      },
    ],
    test: wire,
    testName: 'makes no queue that is neither durable nor exclusive',
  },
  {
    name: 'a window for a whole channel',
    edits: [
      {
        file: 'packages/amqp/src/open-feed.ts',
        find: `channel.prefetch(prefetch)`,
        replace: `channel.prefetch(prefetch, true)`,
      },
    ],
    test: wire,
    testName: 'gives each consumer a window of its own',
  },
  {
    name: 'an exchange that a restart of the broker takes away',
    edits: [
      {
        file: 'packages/amqp/src/apply-topology.ts',
        find: `    await channel.assertExchange(name, type, {
      durable: true,`,
        replace: `    await channel.assertExchange(name, type, {
      durable: false,`,
      },
    ],
    test: 'packages/cli/test/topology.integration.test.ts',
    testName: 'makes the exchanges of the topology and no other, durable',
  },
]
