import type { Mutant } from './mutant.ts'

const rejects = 'packages/engine/test/reject-rows.integration.test.ts'
const ledger = 'packages/ledger/test/record-rejects.integration.test.ts'

/** What is promised of rows that break rules. */
export const rejectMutants: readonly Mutant[] = [
  {
    name: 'rows of an incremental table that wait for ever for the row they refer to',
    edits: [
      {
        file: 'packages/engine/src/plan/plan-run.ts',
        find: `  return waitingTables.includes(table)`,
        replace: `  return waitingTables.includes(table) && table === ''`,
      },
    ],
    test: 'packages/engine/test/reject-incrementally.integration.test.ts',
    testName:
      'are read again when the row that they refer to comes, however long ago they were written',
  },
  {
    name: 'a reject that takes along what refers to a row of the target',
    edits: [
      {
        file: 'packages/engine/src/sql/reference-conditions.ts',
        find: `  return parent === undefined || parent.read === 'full'
    ? isGone`,
        replace: `  return parent === undefined || parent.read !== undefined
    ? isGone`,
      },
    ],
    test: 'packages/engine/test/reject-incrementally.integration.test.ts',
    testName: 'do not take along what refers to a row that the target still has',
  },
  {
    name: 'one of the rows that share a key wins',
    edits: [
      {
        file: 'packages/engine/src/sql/note-faults.ts',
        find: `count(*) over (partition by`,
        replace: `row_number() over (partition by`,
      },
    ],
    test: rejects,
    testName: 'picks no winner among rows of one key',
  },
  {
    name: 'one more rejected row than is tolerated',
    edits: [
      {
        file: 'packages/engine/src/check/rejects-failure.ts',
        find: `rejected > (table.maxRejects ?? 0)`,
        replace: `rejected > 1 + (table.maxRejects ?? 0)`,
      },
    ],
    test: rejects,
    testName: 'tolerates as many rejected rows as are declared and not one more',
  },
  {
    name: 'values of masked columns are told',
    edits: [
      {
        file: 'packages/engine/src/sql/tell-rejects.ts',
        find: `if (column?.masked === true) return`,
        replace: `if (column?.name === '') return`,
      },
    ],
    test: rejects,
    testName: 'tells no value of a masked column',
  },
  {
    name: 'rows stay that refer to a rejected one by way of another',
    edits: [
      {
        file: 'packages/engine/src/check/take-out-rejects.ts',
        find: `while (changed.size > 0)`,
        replace: `while (changed.size > 1_000)`,
      },
    ],
    test: rejects,
    testName: 'rejects with a row those that refer to it',
  },
  {
    name: 'a dataset with open rejects is recognised as unchanged',
    edits: [
      {
        file: 'packages/engine/src/plan/plan-run.ts',
        find: `if (baseline.hasOpenRejects) return false`,
        replace: ``,
      },
    ],
    test: 'packages/engine/test/plan-run.test.ts',
    testName: 'may end early where every table is read in full',
  },
  {
    name: 'a reject is never solved',
    edits: [
      {
        file: 'packages/ledger/src/record-rejects.ts',
        find: `  await markSolved(transaction, claim, { counts, unseenTables })\n`,
        replace: `  if (counts.length < 0) await markSolved(transaction, claim, { counts, unseenTables })\n`,
      },
    ],
    test: ledger,
    testName: 'are solved when a later run has them no more',
  },
  {
    name: 'rejects are written without the fence',
    edits: [
      {
        file: 'packages/ledger/src/record-rejects.ts',
        find: `  await lockFence()\n`,
        replace: `  await lockFence().catch(() => undefined)\n`,
      },
    ],
    test: ledger,
    testName: 'are not written by an attempt that has lost its lease',
  },
]
