import type { Mutant } from './mutant.ts'

const claims = 'packages/ledger/test/claim-run.integration.test.ts'
const relay = 'packages/ledger/test/relay.integration.test.ts'
const live = 'services/monitor/test/live.integration.test.ts'

/** Ways in which a run may get lost or be done twice, or be shown other than it is. */
export const dispatchMutants: readonly Mutant[] = [
  {
    name: 'a take-over that leaves the fence as it was',
    edits: [
      {
        file: 'packages/ledger/src/migrations/0011-dispatch-functions/attempts.ts',
        find: `set fence = d.fence + 1, run_id = run.id`,
        replace: `set fence = greatest(d.fence, 1), run_id = run.id`,
      },
      {
        file: 'packages/ledger/src/migrations/0011-dispatch-functions/announcements.ts',
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
        file: 'packages/ledger/src/migrations/0011-dispatch-functions/announcements.ts',
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
    name: 'a run that was refused counts as announced',
    edits: [
      {
        file: 'packages/ledger/src/migrations/0011-dispatch-functions/attempts.ts',
        find: `update sync.runs set nudged_at = null where id = p_run;`,
        replace: `null;`,
      },
    ],
    test: claims,
    testName: 'is announced once, until a worker has refused it',
  },
  {
    name: 'announce a run with the end of every other one',
    edits: [
      {
        file: 'packages/ledger/src/migrations/0011-dispatch-functions/announcements.ts',
        find: `if found and next.nudged_at is null then`,
        replace: `if found then`,
      },
    ],
    test: claims,
    testName: 'is announced once, until a worker has refused it',
  },
  {
    name: 'a delivery that stays tied to the stop of its process',
    edits: [
      {
        file: 'packages/runtime/src/link-signals.ts',
        find: `signal.removeEventListener('abort', listener)`,
        replace: `void [signal, listener]`,
      },
    ],
    test: 'packages/runtime/test/link-signals.test.ts',
    testName: 'leaves nothing behind at the signals',
  },
  {
    name: 'acknowledge a request before the ledger has its run',
    edits: [
      {
        file: 'services/scheduler/src/take-request.ts',
        find: `    else await acceptRequest(context,`,
        replace: `    else acceptRequest(context, request, { publisher: userId, policy: dataset?.retry }).catch(() => undefined)
    if (refusal !== undefined) await acceptRequest(context,`,
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
    name: 'the relay never looks behind what it has seen',
    edits: [
      {
        file: 'packages/ledger/src/look-back.ts',
        find: `(isDue(nowMs) ? 0n : seenBefore)`,
        replace: `seenBefore`,
      },
    ],
    test: relay,
    testName: 'sends a row that is committed long after rows with higher ids',
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
    name: 'success is told before the commit',
    edits: [
      {
        file: 'packages/ledger/src/attempt-ledger.ts',
        find: `      const { rows } = await where.raw<{ rows: { finished: boolean }[] }>(`,
        replace: `      await db.raw(
        \`insert into sync.outbox (exchange, routing_key, mandatory, urgent, body, writer)
         values ('sync.events', 'run.succeeded.' || ?, false, true, '{}', ?)\`,
        [claim.dataset, writer],
      )
      const { rows } = await where.raw<{ rows: { finished: boolean }[] }>(`,
      },
    ],
    test: claims,
    testName: 'tells nobody of a success that is rolled back',
  },
  {
    name: 'a transaction is open while the broker is asked',
    edits: [
      {
        file: 'services/monitor/src/audited-act.ts',
        find: `const result = await wish.act()`,
        replace: `const result = await db.transaction(() => wish.act())`,
      },
    ],
    test: 'services/monitor/test/audited-act.integration.test.ts',
    testName: 'is written down before it is tried, while no transaction is open',
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
    name: 'a migration beside a run',
    edits: [
      {
        file: 'packages/ledger/src/hold-dataset.ts',
        find: `lease_until is null as is_free`,
        replace: `true as is_free`,
      },
    ],
    test: 'packages/cli/test/migrate.integration.test.ts',
    testName: 'leaves a dataset alone while a run of it is under way',
  },
  {
    name: 'keys that show what is masked',
    edits: [
      {
        file: 'packages/cli/src/verify/mask-keys.ts',
        find: `each.masked`,
        replace: `each.masked === undefined`,
      },
    ],
    test: 'packages/cli/test/verify.integration.test.ts',
    testName: 'hides the values of masked columns in the keys that differ',
  },
  {
    name: 'a terminal that is drawn on whenever something happens',
    edits: [
      {
        file: 'packages/cli/src/run/show-progress.ts',
        find: `      view = { ...view, ...known }\n`,
        replace: `      view = { ...view, ...known }\n      redraw()\n`,
      },
    ],
    test: 'packages/cli/test/show-progress.test.ts',
    testName: 'draws nothing by itself between two redraws',
  },
]
