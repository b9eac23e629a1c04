import type { Mutant } from './mutant.ts'

const atomicity = 'packages/engine/test/sync-atomicity.integration.test.ts'
const runs = 'packages/engine/test/run-sync.integration.test.ts'
const statementFaults = 'packages/engine/test/statement-faults.integration.test.ts'
const holds = 'packages/engine/test/hold-run.integration.test.ts'
const incremental = 'packages/engine/test/read-incrementally.integration.test.ts'

/** Ways in which a merge may go wrong. */
export const engineMutants: readonly Mutant[] = [
  {
    name: 'a stopped process that keeps its locks for ever',
    edits: [
      {
        file: 'packages/engine/src/connection/pin-session.ts',
        find: `const longestSilence = '30s'`,
        replace: `const longestSilence = '0'`,
      },
    ],
    test: 'packages/engine/test/target-transaction.integration.test.ts',
    testName: 'is ended by the server when it is silent for long',
  },
  {
    name: 'a unique value that no new row can take over',
    edits: [
      {
        file: 'packages/engine/src/apply/apply-delta.ts',
        find: `await writeAll(client, uniqueValuesFirst(changed), options)`,
        replace: `await writeAll(client, uniqueValuesFirst(changed).toReversed(), options)`,
      },
    ],
    test: 'packages/engine/test/fidelity-targets.integration.test.ts',
    testName: 'gives a new row the unique value of a row that goes',
  },
  {
    name: 'foreign keys of the target that nobody looks at',
    edits: [
      {
        file: 'packages/engine/src/apply/apply-dataset.ts',
        find: `const staged = await orderByForeignKeys(client, options.staged)`,
        replace: `const staged = (await orderByForeignKeys(client, [])).concat(options.staged)`,
      },
    ],
    test: 'packages/engine/test/fidelity-targets.integration.test.ts',
    testName: 'writes in the order of foreign keys that no definition names',
  },
  {
    name: 'a run about some tables that leaves out what the target ties to them',
    edits: [
      {
        file: 'packages/engine/src/run-sync.ts',
        find: `at: now(), only, ties })`,
        replace: `at: now(), only, ties: ties.slice(0, 0) })`,
      },
    ],
    test: 'packages/engine/test/partial-run.integration.test.ts',
    testName: 'covers what only a foreign key of the target ties to them, on delete cascade',
  },
  {
    name: 'a source that goes back unnoticed',
    edits: [
      {
        file: 'packages/engine/src/stage/require-forward.ts',
        find: `  if (isBack) throw`,
        replace: `  if (isBack && name === '') throw`,
      },
    ],
    test: 'packages/engine/test/read-incrementally.integration.test.ts',
    testName: 'reads everything when the source was restored from a backup, and asks a person',
  },
  {
    name: 'a change log that takes values of any length',
    edits: [
      {
        file: 'packages/engine/src/sql/change-rows.ts',
        find: `const mostBytes = 100_000`,
        replace: `const mostBytes = 100_000_000`,
      },
    ],
    test: 'packages/engine/test/long-values.integration.test.ts',
    testName: 'is kept with its beginning, its length and its digest',
  },
  {
    name: 'no fence check',
    edits: [
      {
        file: 'packages/ledger/src/attempt-ledger.ts',
        find: `where name = ? and fence = ? and run_id = ? for update`,
        replace: `where name = ? and fence > ? - 1000 and run_id = ? for update`,
      },
      {
        file: 'packages/ledger/src/migrations/0011-dispatch-functions/outcomes.ts',
        find: `where r.id = p_run and d.name = r.dataset and d.fence = p_fence and d.run_id = p_run;`,
        replace: `where r.id = p_run and d.name = r.dataset;`,
      },
    ],
    test: atomicity,
    testName: 'writes nothing when its lease was taken over',
  },
  {
    name: 'the delta before the lock',
    edits: [
      {
        file: 'packages/engine/src/apply/apply-dataset.ts',
        find: `      await lockTarget(target, transaction, options.staged)
      await requireSameTypes(client, dataset, options.staged)
`,
        replace: `      await requireSameTypes(client, dataset, options.staged)
`,
      },
      {
        file: 'packages/engine/src/apply/apply-dataset.ts',
        find: `      requireSufficientRead(deltas, { baseline, major })
`,
        replace: `      await lockTarget(target, transaction, staged)
      requireSufficientRead(deltas, { baseline, major })
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
        file: 'packages/engine/src/sql/staged-table.ts',
        find: `  if (found === rows) return\n`,
        replace: `  if (found <= rows) return\n`,
      },
      {
        file: 'packages/engine/src/apply/prove-tables.ts',
        find: ` && found.rows === table.rows) return`,
        replace: `) return`,
      },
    ],
    test: atomicity,
    testName:
      'deletes nothing when staging was emptied by a crash of the server, fingerprint false',
  },
  {
    name: 'a guard that lets everything pass',
    edits: [
      {
        file: 'packages/engine/src/apply/apply-dataset.ts',
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
        file: 'packages/engine/src/apply/apply-dataset.ts',
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
        file: 'packages/engine/src/target/commit.ts',
        find: `if (!isOpen) return await hasCommitted()`,
        replace: `if (typeof isOpen === 'boolean') return await hasCommitted()`,
      },
    ],
    test: atomicity,
    testName: 'has succeeded once the server has committed',
  },
  {
    name: 'values that are equal count as the same, however they are written',
    edits: [
      {
        file: 'packages/engine/src/sql/values-differ.ts',
        find: `} *<> $`,
        replace: `} is distinct from $`,
      },
    ],
    test: runs,
    testName: 'carries over a value that is equal and written otherwise',
  },
  {
    name: 'a transaction that was never begun',
    edits: [
      {
        file: 'packages/engine/src/connection/pool-client.ts',
        find: `  if (transaction.isCompleted()) await transaction.executionPromise\n`,
        replace: ``,
      },
    ],
    test: statementFaults,
    testName:
      'leaves the target as before or as after, and the next run mends all, after an error at each statement of a run',
  },
  {
    name: 'digests that are believed for ever',
    edits: [
      {
        file: 'packages/engine/src/plan/plan-run.ts',
        find: `  if (isFullNeeded || lastReconcileAt === undefined) return true
`,
        replace: `  if (isFullNeeded || lastReconcileAt === undefined) return true
  if (at.getTime() > 0) return false
`,
      },
    ],
    test: incremental,
    testName: 'leaves deletions to the full reconcile',
  },
  {
    name: 'a target that is believed unchanged',
    edits: [
      {
        file: 'packages/engine/src/snapshot/recognise-unchanged.ts',
        find: `if (found.rows !== expected.rows || found.digest !== expected.targetDigest)`,
        replace: `if (found.rows < 0)`,
      },
    ],
    test: 'packages/engine/test/recognise-unchanged.integration.test.ts',
    testName: 'is compared row by row after somebody changed a value of the target',
  },
  {
    name: 'a cursor that is read from behind its bound',
    edits: [
      {
        file: 'packages/sources/src/postgres/read-statements.ts',
        find: '${name} >= ${firstRead(',
        replace: '${name} > ${firstRead(',
      },
    ],
    test: incremental,
    testName: 'never loses rows that share the time of the bound',
  },
  {
    name: 'a bound in the future',
    edits: [
      {
        file: 'packages/sources/src/postgres/read-statements.ts',
        find: '> ${clock} then',
        replace: `> 'infinity' then`,
      },
    ],
    test: incremental,
    testName: 'is not led astray by a row from the future',
  },
  {
    name: 'an incremental run that deletes what others refer to',
    edits: [
      {
        file: 'packages/engine/src/apply/sufficient-read.ts',
        find: `    if (parent !== undefined) {`,
        replace: `    if (parent !== undefined && name === '') {`,
      },
      {
        file: 'packages/engine/src/apply/sufficient-read.ts',
        find: `!broken.has(failure.code)) return failure`,
        replace: `broken.size > 0) return failure`,
      },
    ],
    test: incremental,
    testName: 'reads everything when what it refers to is deleted',
  },
  {
    name: 'edits of the target that nobody is told of',
    edits: [
      {
        file: 'packages/engine/src/delta/find-target-edits.ts',
        find: `    if (before === undefined) continue
`,
        replace: `    if (before === undefined || targetRows >= 0) continue
`,
      },
    ],
    test: 'packages/engine/test/target-edits.integration.test.ts',
    testName: 'is restored, and the run says which rows it were',
  },
  {
    name: 'a second reader that sees another instant',
    edits: [
      {
        file: 'packages/sources/src/postgres/begin-snapshot.ts',
        find: '  await client.query(`set transaction snapshot ${escapeLiteral(name)}`)\n',
        replace: '  escapeLiteral(name)\n',
      },
    ],
    test: 'packages/engine/test/read-at-once.integration.test.ts',
    testName: 'belong to one instant',
  },
  {
    name: 'a source that is read at any hour',
    edits: [
      {
        file: 'packages/sources/src/closed-hours.ts',
        find: `  return hours.some((each) => isWithin(each, at))`,
        replace: `  return hours.some((each) => isWithin(each, at) && each.from === each.to)`,
      },
    ],
    test: 'packages/sources/test/limit-source.integration.test.ts',
    testName: 'is not opened in its closed hours',
  },
  {
    name: 'a migration that does what nobody has seen',
    edits: [
      {
        file: 'packages/engine/src/migrate/migrate-target.ts',
        find: ` && isSeen(migration, seen)`,
        replace: ` && (seen === undefined || isSeen(seen, seen))`,
      },
    ],
    test: 'packages/engine/test/migrate-target.integration.test.ts',
    testName: 'does nothing when it has a step that nobody has seen',
  },
  {
    name: 'a widening that takes digits away',
    edits: [
      {
        file: 'packages/engine/src/columns/type-relation.ts',
        find: `precision - scale >= narrowPrecision - narrowScale`,
        replace: `precision >= narrowPrecision`,
      },
    ],
    test: 'packages/engine/test/type-relation.test.ts',
    testName: 'keeps the digits before the point where there are more behind it',
  },
]
