import type { Mutant } from './mutant.ts'

const interference = 'packages/engine/test/interference.integration.test.ts'
const keys = 'packages/engine/test/unequal-keys.integration.test.ts'
const digests = 'packages/engine/test/digest-in-source.integration.test.ts'

/** Conclusions that a run must not draw instead of looking at rows. */
export const proofMutants: readonly Mutant[] = [
  {
    name: 'rows that a cursor has passed over and nobody is told of',
    edits: [
      {
        file: 'packages/engine/src/delta/find-passed-rows.ts',
        find: `if (rows === 0) continue`,
        replace: `if (rows >= 0) continue`,
      },
    ],
    test: 'packages/engine/test/read-incrementally.integration.test.ts',
    testName: 'says in a full read which rows a value far too high has hidden',
  },
  {
    name: 'a query that asks the clock and is believed unchanged',
    edits: [
      {
        file: 'packages/engine/src/plan/plan-run.ts',
        find: `baseline.tables.get(name)?.isRepeatable === true)`,
        replace: `baseline.tables.has(name))`,
      },
    ],
    test: 'packages/engine/test/recognise-unchanged.integration.test.ts',
    testName: 'is computed again where a derived table has current_timestamp',
  },
  {
    name: 'an edit where an incremental run reads again that goes unnoticed',
    edits: [
      {
        file: 'packages/engine/src/delta/digest-reread.ts',
        find: `    if (await hasRereadRows(client, rows)) {`,
        replace: `    if (bound === '' && (await hasRereadRows(client, rows))) {`,
      },
    ],
    test: 'packages/engine/test/read-incrementally.integration.test.ts',
    testName:
      'notices rows that somebody else has changed where it reads again, and proves what is',
  },
  {
    name: 'a partial run under another definition that counts as proof',
    edits: [
      {
        file: 'packages/ledger/src/baseline.ts',
        find: `    on t.definition_digest = r.definition_digest`,
        replace: `    on true`,
      },
    ],
    test: 'packages/engine/test/partial-run.integration.test.ts',
    testName: 'under another definition proves nothing for the runs under this one',
  },
  {
    name: 'rows that nobody looks at where the target reacts',
    edits: [
      {
        file: 'packages/engine/src/apply/prove-tables.ts',
        find: `return provesAll || (await selectMeddlers(client, relations)).length > 0`,
        replace: `return provesAll && relations.length > 0 && client !== undefined`,
      },
    ],
    test: interference,
    testName: 'names the trigger of another table that writes to this one',
  },
  {
    name: 'a foreign key that follows and is not seen',
    edits: [
      {
        file: 'packages/engine/src/sql/meddlers.ts',
        find: `coalesce(action.of_delete, action.of_update) is not null`,
        replace: `false`,
      },
    ],
    test: interference,
    testName: 'names a foreign key that follows a deleted row',
  },
  {
    name: 'a declared proof that is left out',
    edits: [
      {
        file: 'packages/engine/src/plan/plan-run.ts',
        find: `provesAll: !mayBuildOn || dataset.proof === 'always',`,
        replace: `provesAll: !mayBuildOn,`,
      },
    ],
    test: interference,
    testName: 'is read once more where nothing of the kind is in play only when that is declared',
  },
  {
    name: 'a digest of the source whose images the target would not make',
    edits: [
      {
        file: 'packages/engine/src/digest/digest-in-source.ts',
        find: ` && isPortable(targetType)`,
        replace: ``,
      },
    ],
    test: digests,
    testName: 'is not taken over where images hold numbers of objects',
  },
  {
    name: 'rows in the binary form of another version',
    edits: [
      {
        file: 'packages/engine/src/stage/lay-out-staging.ts',
        find: ` && snapshot.binaryMajor === (await selectServerMajor(client))`,
        replace: ``,
      },
    ],
    test: 'packages/engine/test/row-form.integration.test.ts',
    testName: 'is text for rows of another version',
  },
  {
    name: 'a key that only the parent of a table keeps',
    edits: [
      {
        file: 'packages/sources/src/postgres/kept-keys.ts',
        find: `and not exists (select from pg_inherits as child where child.inhparent = c.oid)`,
        replace: ``,
      },
    ],
    test: 'packages/sources/test/kept-keys.integration.test.ts',
    testName: 'are not known by a table from which others inherit',
  },
  {
    name: 'numbers that are equal taken for the same',
    edits: [
      {
        file: 'packages/engine/src/sql/values-differ.ts',
        find: `^(smallint|integer|`,
        replace: `^(numeric|smallint|integer|`,
      },
    ],
    test: 'packages/engine/test/fidelity-types.integration.test.ts',
    testName: 'carries numbers exactly, and each change of a value as one update',
  },
  {
    name: 'a key that is believed although its texts are cleaned',
    edits: [
      {
        file: 'packages/engine/src/check/find-faults.ts',
        find: `stagedType === targetType && cleaning === undefined`,
        replace: `stagedType === targetType || cleaning !== undefined`,
      },
    ],
    test: keys,
    testName: 'is looked at where cleaning makes keys equal that are not in the source',
  },
  {
    name: 'a comparison whose numbers do not add up',
    edits: [
      {
        file: 'packages/engine/src/delta/collect-changes.ts',
        find: `if (!isSame) throw`,
        replace: `if (!isSame && provesAll) throw`,
      },
      {
        file: 'packages/engine/src/delta/compute-delta.ts',
        find: `if (rows !== table.rows) throw`,
        replace: `if (rows !== table.rows && provesAll) throw`,
      },
    ],
    test: keys,
    testName: 'is found by the next attempt where an index of the source is broken: hidden',
  },
  {
    name: 'a staging that a crash has emptied is compared',
    edits: [
      {
        file: 'packages/engine/src/delta/compute-delta.ts',
        find: `if (rows !== table.rows) throw`,
        replace: `if (rows > table.rows) throw`,
      },
    ],
    test: 'packages/engine/test/sync-atomicity.integration.test.ts',
    testName: 'deletes nothing when staging was emptied by a crash of the server, fingerprint true',
  },
  {
    name: 'types of the target that are not looked at under the lock',
    edits: [
      {
        file: 'packages/engine/src/target/same-types.ts',
        find: `if (found === targetType) continue`,
        replace: `if (found !== '') continue`,
      },
    ],
    test: 'packages/engine/test/altered-meanwhile.integration.test.ts',
    testName: 'gets no value that was checked against another type',
  },
  {
    name: 'an approval under another definition',
    edits: [
      {
        file: 'packages/engine/src/snapshot/adopt-staging.ts',
        find: `if (approval.definitionDigest !== asDefined.definitionDigest) {`,
        replace: `if (approval.definitionDigest === undefined) {`,
      },
    ],
    test: 'packages/engine/test/hold-run.integration.test.ts',
    testName: 'is not applied under another definition than it was held under',
  },
  {
    name: 'an ordinary run counts as the full reconcile',
    edits: [
      {
        file: 'packages/engine/src/apply/apply-dataset.ts',
        find: `isReconcile: provesAll && mode === 'full',`,
        replace: `isReconcile: mode === 'full',`,
      },
    ],
    test: 'packages/engine/test/recognise-unchanged.integration.test.ts',
    testName: 'is a full reconcile only where everything was read, compared and digested',
  },
]
