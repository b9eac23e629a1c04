import type { Mutant } from './mutant.ts'

const tls = 'packages/amqp/test/broker-tls.integration.test.ts'
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
  {
    name: 'a broker whose certificate nobody checks',
    edits: [
      {
        file: 'packages/amqp/src/socket-options.ts',
        find: `return { rejectUnauthorized: true, ca: await`,
        replace: `return { rejectUnauthorized: false, ca: await`,
      },
    ],
    test: tls,
    testName: 'hears neither the login nor the protocol of a broker that is refused',
  },
  {
    name: 'a check of certificates that the environment turns off',
    edits: [
      {
        file: 'packages/amqp/src/socket-options.ts',
        find: `if (caFile === null) return { rejectUnauthorized: true }`,
        replace: `if (caFile === null) return {}`,
      },
    ],
    test: 'packages/amqp/test/socket-options.test.ts',
    testName: 'has every certificate checked, whatever the environment says',
  },
  {
    name: 'an empty file of authorities that trusts all public ones',
    edits: [
      {
        file: 'packages/amqp/src/socket-options.ts',
        find: `if (text.includes('-----BEGIN CERTIFICATE-----')) return text`,
        replace: `return text`,
      },
    ],
    test: tls,
    testName: 'is refused when the file of authorities is missing or holds none',
  },
  {
    name: 'nodes of a broker of which some are not encrypted',
    edits: [
      {
        file: 'packages/runtime/src/setting.ts',
        find: '(,\\\\s*(${scheme}://[^,]*)?)*`',
        replace: '(,.*)?`',
      },
    ],
    test: 'packages/runtime/test/broker-url.test.ts',
    testName: 'refuses nodes of which some are encrypted and some are not: amqps',
  },
]
