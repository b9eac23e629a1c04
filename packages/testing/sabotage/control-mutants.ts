import type { Mutant } from './mutant.ts'

const functions = 'packages/ledger/src/migrations/0011-dispatch-functions'
const control = 'packages/ledger/test/cancel-run.integration.test.ts'
const requests = 'packages/ledger/test/request-run.integration.test.ts'
const intake = 'services/scheduler/test/take-request.integration.test.ts'
const partial = 'packages/engine/test/partial-run.integration.test.ts'

/** Ways in which what people and services want of runs and schedules is done otherwise. */
export const controlMutants: readonly Mutant[] = [
  {
    name: 'what a guard holds is never written to the log',
    edits: [
      {
        file: 'packages/engine/src/apply/apply-dataset.ts',
        find: `if (isHeld && !options.isLasting)`,
        replace: `if (isHeld && options.isLasting && !options.preview)`,
      },
    ],
    test: 'packages/engine/test/hold-run.integration.test.ts',
    testName: 'writes what a guard holds to the log while nobody waits for a lock',
  },
  {
    name: 'a number of rows that is approved again and again',
    edits: [
      {
        file: 'packages/ledger/src/attempt-ledger.ts',
        find: `where breach ->> 'guard' = 'maxCountChange'`,
        replace: `where false`,
      },
    ],
    test: 'packages/engine/test/hold-run.integration.test.ts',
    testName: 'is not held again for a number of rows that a person has approved',
  },
  {
    name: 'a cancelled run that comes again',
    edits: [
      {
        file: `${functions}/attempts.ts`,
        find: `    if run.cancel_asked_by is not null then`,
        replace: `    if false then`,
      },
    ],
    test: control,
    testName: 'is not tried again when its worker is dead',
  },
  {
    name: 'a heartbeat that does not hear of a cancellation',
    edits: [
      {
        file: `${functions}/attempts.ts`,
        find: `when is_cancelled then 'cancelled' else 'kept' end`,
        replace: `when is_cancelled then 'kept' else 'kept' end`,
      },
    ],
    test: control,
    testName: 'is told to its attempt by a notice and by the heartbeat, and ends cancelled',
  },
  {
    name: 'a cancellation that the attempt does not look at',
    edits: [
      {
        file: 'services/worker/src/run-attempt.ts',
        find: `linkSignals([lease.signal, cancelled.signal, limit.signal, stopping])`,
        replace: `linkSignals([lease.signal, limit.signal, stopping])`,
      },
    ],
    test: 'services/worker/test/handle-command.integration.test.ts',
    testName: 'rolls back and frees the dataset at once when somebody cancels it',
  },
  {
    name: 'an attempt after the deadline',
    edits: [
      {
        file: `${functions}/attempts.ts`,
        find: `    when run.deadline_at < now() then 'overdue'\n`,
        replace: ``,
      },
    ],
    test: control,
    testName: 'is not claimed after it, and fails',
  },
  {
    name: 'an attempt while its schedule is paused',
    edits: [
      {
        file: `${functions}/attempts.ts`,
        find: `when run.class = 'scheduled' and sync.is_paused(run.dataset) then 'paused' end`,
        replace: `end`,
      },
    ],
    test: control,
    testName: 'stays paused when all are resumed and it is paused by itself',
  },
  {
    name: 'a slot that does not skip an overlap',
    edits: [
      {
        file: `${functions}/requests.ts`,
        find: `p_passed_over is null and p_skips and exists (`,
        replace: `p_passed_over is null and false and exists (`,
      },
    ],
    test: requests,
    testName: 'get no run while the last one is running, where that is to be skipped',
  },
  {
    name: 'a run that kills its worker and comes again at once',
    edits: [
      {
        file: `${functions}/announcements.ts`,
        find: `case losses when 0 then interval '0'`,
        replace: `case when losses >= 0 then interval '0'`,
      },
    ],
    test: control,
    testName: 'comes again at once after the first loss, and later and later after more',
  },
  {
    name: 'a publisher that may ask for anything',
    edits: [
      {
        file: 'services/scheduler/src/accept-request.ts',
        find: `if (made.isNew && publisher !== monitorUser) {`,
        replace: `if (made.isNew && publisher === monitorUser) {`,
      },
    ],
    test: intake,
    testName: 'takes no more new ones of a publisher than it may ask for, and all of the monitor',
  },
  {
    name: 'anybody who speaks in the name of others',
    edits: [
      {
        file: 'services/scheduler/src/take-request.ts',
        find: `return userId === monitorUser && typeof first === 'string' ? first : userId`,
        replace: `return typeof first === 'string' ? first : userId`,
      },
    ],
    test: intake,
    testName: 'takes what the monitor sends again for a request of who has sent it first',
  },
  {
    name: 'a consumer that stays deaf',
    edits: [
      {
        file: 'packages/amqp/src/consume.ts',
        find: `    act: renew,`,
        replace: `    act: () => undefined,`,
      },
    ],
    test: 'packages/amqp/test/consume-channels.integration.test.ts',
    testName: 'hears of messages again after its queue was deleted and declared in one moment',
  },
  {
    name: 'a consumer that waits for ever to be registered',
    edits: [
      {
        file: 'packages/amqp/src/consume.ts',
        find: `    if (answer === 'late') throw`,
        replace: `    if (answer === undefined) throw`,
      },
    ],
    test: 'packages/amqp/test/consume-channels.integration.test.ts',
    testName: 'tries again, and says so, when the broker does not answer its registration',
  },
  {
    name: 'a partial run that tells the age of the whole',
    edits: [
      {
        file: `${functions}/outcomes.ts`,
        find: `data_at = case when is_whole then`,
        replace: `data_at = case when true then`,
      },
    ],
    test: partial,
    testName: 'covers what is tied to them and leaves the others as they are',
  },
  {
    name: 'a baseline that does not know of partial runs',
    edits: [
      {
        file: 'packages/ledger/src/baseline.ts',
        find: `since.written_at >= r.written_at`,
        replace: `since.run_id = r.run_id`,
      },
    ],
    test: partial,
    testName: "is built on by the next run, which takes none of it for somebody else's edit",
  },
  {
    name: 'retention that forgets what the next run builds on',
    edits: [
      {
        file: 'packages/ledger/src/migrations/0012-retention.ts',
        find: `where p.run_id = r.id and p.written_at >= s.written_at)`,
        replace: `where p.run_id = r.id and false)`,
      },
    ],
    test: 'packages/ledger/test/forget-old.integration.test.ts',
    testName: 'is kept where the next run builds on it',
  },
]
