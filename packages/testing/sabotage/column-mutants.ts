import type { Mutant } from './mutant.ts'

const interference = 'packages/engine/test/interference.integration.test.ts'
const sourceDrift = 'packages/engine/test/source-drift.integration.test.ts'

/** What the columns of source and target, and triggers that change them, have to be noticed by. */
export const columnMutants: readonly Mutant[] = [
  {
    name: 'times without a zone are taken for UTC where a definition names their type',
    edits: [
      {
        file: 'packages/engine/src/columns/column-drift.ts',
        find: `if (crossesZone(carried, type)) {`,
        replace: `if (column.sourceType === undefined && crossesZone(carried, type)) {`,
      },
    ],
    test: sourceDrift,
    testName: 'takes no times without a zone for instants, also under the policy ignore',
  },
  {
    name: 'times that get a zone which nobody has named',
    edits: [
      {
        file: 'packages/engine/src/columns/type-relation.ts',
        find: `  return (hasZone(one) && lacksZone(two)) || (lacksZone(one) && hasZone(two))`,
        replace: `  return hasZone(one) && lacksZone(one) && hasZone(two) && lacksZone(two)`,
      },
    ],
    test: 'packages/engine/test/migrate-target.integration.test.ts',
    testName: 'asks for the zone in which timestamp becomes timestamptz',
  },
  {
    name: 'columns that are not compared when the target was interfered with',
    edits: [
      {
        file: 'packages/engine/src/sql/interfered-rows.ts',
        find: `changed[place] === true`,
        replace: `changed[place] === undefined`,
      },
    ],
    test: interference,
    testName: 'names the column that a trigger changes',
  },
  {
    name: 'an interference without the name of its trigger',
    edits: [
      {
        file: 'packages/engine/src/sql/meddlers.ts',
        find: `where not t.tgisinternal`,
        replace: `where t.tgisinternal`,
      },
    ],
    test: interference,
    testName: 'names the column that a trigger changes',
  },
  {
    name: 'a new column of the source that nobody hears of',
    edits: [
      {
        file: 'packages/engine/src/columns/column-drift.ts',
        find: `isReadable && !known.has(name)`,
        replace: `isReadable && known.has('') && !known.has(name)`,
      },
    ],
    test: sourceDrift,
    testName: 'names a new column although the mapped ones',
  },
  {
    name: "an added column that may be somebody else's",
    edits: [
      {
        file: 'packages/engine/src/columns/added-column.ts',
        find: `comment?.split('\\n').includes(mark) === true`,
        replace: `comment !== mark + mark`,
      },
    ],
    test: sourceDrift,
    testName: "leaves somebody else's column of that name alone",
  },
  {
    name: 'a target that is altered without the fence',
    edits: [
      {
        file: 'packages/engine/src/columns/settle-columns.ts',
        find: `      await ledger.lockFence(knex)\n`,
        replace: `      if (knex.isCompleted()) await ledger.lockFence(knex)\n`,
      },
    ],
    test: sourceDrift,
    testName: 'alters nothing when it has lost its lease',
  },
  {
    name: 'a missing column that is dispensed with, needed or not',
    edits: [
      {
        file: 'packages/engine/src/columns/decide-drift.ts',
        find: `  if (!nullable) return 'not null'\n`,
        replace: `  if (!nullable) return undefined\n`,
      },
    ],
    test: sourceDrift,
    testName: 'fails without a column that is not null',
  },
]
