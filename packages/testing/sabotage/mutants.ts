import type { Mutant } from './mutant.ts'

const atomicity = 'packages/engine/test/sync-atomicity.integration.test.ts'
const claims = 'packages/ledger/test/claim-run.integration.test.ts'
const relay = 'packages/ledger/test/relay.integration.test.ts'
const runs = 'packages/engine/test/run-sync.integration.test.ts'
const statementFaults = 'packages/engine/test/statement-faults.integration.test.ts'
const holds = 'packages/engine/test/hold-run.integration.test.ts'
const live = 'services/monitor/test/live.integration.test.ts'

export const mutants: readonly Mutant[] = [
  {
    name: 'no fence check',
    edits: [
      {
        file: 'packages/ledger/src/attempt-ledger.ts',
        find: `where name = ? and fence = ? and run_id = ? for update`,
        replace: `where name = ? and fence > ? - 1000 and run_id = ? for update`,
      },
      {
        file: 'packages/ledger/src/migrations/0006-hold-functions.ts',
        find: `  if not found or lease.fence <> p_fence or lease.run_id is distinct from p_run then
    return false;
  end if;
  insert into sync.receipts`,
        replace: `  if not found then
    return false;
  end if;
  insert into sync.receipts`,
      },
    ],
    test: atomicity,
    testName: 'writes nothing when its lease was taken over',
  },
  {
    name: 'a take-over that leaves the fence as it was',
    edits: [
      {
        file: 'packages/ledger/src/migrations/0006-hold-functions.ts',
        find: `set fence = d.fence + 1, run_id = run.id`,
        replace: `set fence = greatest(d.fence, 1), run_id = run.id`,
      },
      {
        file: 'packages/ledger/src/migrations/0004-sweep-functions.ts',
        find: `update sync.datasets set fence = fence + 1 where name = lease.name;`,
        replace: ``,
      },
    ],
    test: claims,
    testName: 'goes back to the queue when its worker is dead',
  },
  {
    name: 'a sweep that does not look at locks',
    edits: [
      {
        file: 'packages/ledger/src/migrations/0004-sweep-functions.ts',
        find: `limit p_limit for update skip locked
  loop
    begin`,
        replace: `limit p_limit
  loop
    begin`,
      },
    ],
    test: claims,
    testName: 'cannot be taken over while its apply holds the fence',
  },
  {
    name: 'acknowledge a request before the ledger has its run',
    edits: [
      {
        file: 'services/scheduler/src/take-request.ts',
        find: `      const { runId, isNew } = await requestRun(ledger, { ...request, maxAttempts }, writer)`,
        replace: `      const later = requestRun(ledger, { ...request, maxAttempts }, writer).catch(() => undefined)
      if (writer !== '') return 'ack'
      const { runId, isNew } = (await later) ?? { runId: '', isNew: false }`,
      },
    ],
    test: 'services/scheduler/test/take-request.integration.test.ts',
    testName: 'does not acknowledge while the ledger is away',
  },
  {
    name: 'acknowledge a command before the ledger has the end of its run',
    edits: [
      {
        file: 'services/worker/src/handle-command.ts',
        find: `    await runAttempt(context,`,
        replace: `    void runAttempt(context,`,
      },
    ],
    test: 'services/worker/test/handle-command.integration.test.ts',
    testName: 'acknowledges when the ledger has the end of the attempt',
  },
  {
    name: 'acknowledge on the newest channel',
    edits: [
      {
        file: 'packages/amqp/src/consume.ts',
        find: `      message,
      channel,
      parse,`,
        replace: `      message,
      get channel() {
        return kept.current() ?? channel
      },
      parse,`,
      },
      {
        file: 'packages/amqp/src/handle-delivery.ts',
        find: `  const { message, channel, log } = context
  const settlement = await settlementOf(context)`,
        replace: `  const { message, log } = context
  const settlement = await settlementOf(context)
  const { channel } = context`,
      },
    ],
    test: 'packages/amqp/test/consume-channels.integration.test.ts',
    testName: 'never acknowledges another message after the channel was lost',
  },
  {
    name: 'delete the outbox row before the confirm',
    edits: [
      {
        file: 'packages/ledger/src/relay.ts',
        find: `      underWay.add(message.id)`,
        replace: `      underWay.add(message.id)
      await deleteMessages(db, [message.id])`,
      },
    ],
    test: relay,
    testName: 'keeps a row until the broker has confirmed it',
  },
  {
    name: 'a returned message counts as published',
    edits: [
      {
        file: 'packages/ledger/src/relay.ts',
        find: `if (answer === 'confirmed') confirmed`,
        replace: `if (answer !== 'unknown') confirmed`,
      },
    ],
    test: relay,
    testName: 'keeps and tries again what was returned',
  },
  {
    name: 'the delta before the lock',
    edits: [
      {
        file: 'packages/engine/src/apply-dataset.ts',
        find: `      await lockTarget(target, transaction, staged)

      const deltas = await computeDeltas(client, staged, signal)
`,
        replace: `      const deltas = await computeDeltas(client, staged, signal)
      await lockTarget(target, transaction, staged)
`,
      },
    ],
    test: atomicity,
    testName: 'computes the delta from what the target is when it is locked',
  },
  {
    name: 'no check of the staged rows',
    edits: [
      {
        file: 'packages/engine/src/staged-table.ts',
        find: `  if (found === rows) return\n`,
        replace: `  if (found <= rows) return\n`,
      },
      {
        file: 'packages/engine/src/prove-tables.ts',
        find: ` || found.rows !== table.rows`,
        replace: ``,
      },
    ],
    test: atomicity,
    testName: 'deletes nothing when staging was emptied',
  },
  {
    name: 'a guard that lets everything pass',
    edits: [
      {
        file: 'packages/engine/src/apply-dataset.ts',
        find: `(options.preview || breaches.length > 0)`,
        replace: `options.preview`,
      },
    ],
    test: holds,
    testName: 'is held by a guard',
  },
  {
    name: 'an approval of whatever would change now',
    edits: [
      {
        file: 'packages/engine/src/apply-dataset.ts',
        find: `if (found !== deltaDigest)`,
        replace: `if (found === '' || deltaDigest === '')`,
      },
    ],
    test: holds,
    testName: 'is not applied when the target has moved since',
  },
  {
    name: 'a lost commit is judged while the server is at it',
    edits: [
      {
        file: 'packages/engine/src/commit.ts',
        find: `if (!isOpen) return await hasCommitted()`,
        replace: `if (typeof isOpen === 'boolean') return await hasCommitted()`,
      },
    ],
    test: atomicity,
    testName: 'has succeeded once the server has committed',
  },
  {
    name: 'success is told before the commit',
    edits: [
      {
        file: 'packages/ledger/src/attempt-ledger.ts',
        find: `      const { rows } = await transaction.raw<{ rows: { finished: boolean }[] }>(`,
        replace: `      await db.raw(
        \`insert into sync.outbox (exchange, routing_key, mandatory, urgent, body, writer)
         values ('sync.events', 'run.succeeded.' || ?, false, true, '{}', ?)\`,
        [claim.dataset, writer],
      )
      const { rows } = await transaction.raw<{ rows: { finished: boolean }[] }>(`,
      },
    ],
    test: claims,
    testName: 'tells nobody of a success that is rolled back',
  },
  {
    name: 'the page believes messages only',
    edits: [
      {
        file: 'services/monitor/src/live/follow-ledger.ts',
        find: `return isGap || performance.now() - reconciledMs >= reconcileEveryMs`,
        replace: `return isGap || reconciledMs < 0`,
      },
    ],
    test: live,
    testName: 'follows the ledger without any event',
  },
  {
    name: 'success is painted without the confirm',
    edits: [
      {
        file: 'services/monitor/src/request-dataset-run.ts',
        find: `const isAccepted = outcome === 'confirmed'`,
        replace: `const isAccepted = outcome !== 'nacked'`,
      },
    ],
    test: 'services/monitor/test/request-run.integration.test.ts',
    testName: 'answers 503 without the broker',
  },
  {
    name: 'values that are equal count as the same, however they are written',
    edits: [
      {
        file: 'packages/engine/src/sql/count-changes.ts',
        find: `::record *<> row(`,
        replace: `::record is distinct from row(`,
      },
      {
        file: 'packages/engine/src/sql/changed-rows.ts',
        find: `::record *<> `,
        replace: `::record is distinct from `,
      },
    ],
    test: runs,
    testName: 'carries over a value that is equal and written otherwise',
  },
  {
    name: 'a transaction that was never begun',
    edits: [
      {
        file: 'packages/engine/src/pool-client.ts',
        find: `  if (transaction.isCompleted()) await transaction.executionPromise\n`,
        replace: ``,
      },
    ],
    test: statementFaults,
    testName: 'after an error at each statement',
  },
]
