import type { Mutant } from './mutant.ts'

const files = 'packages/engine/test/read-files.integration.test.ts'
const workbooks = 'packages/engine/test/read-workbooks.integration.test.ts'

/** What is promised of files. */
export const fileMutants: readonly Mutant[] = [
  {
    name: 'a file that is taken while it is being written',
    edits: [
      {
        file: 'packages/sources/src/files/folder.ts',
        find: `    one.size === other.size &&
    one.modifiedNs === other.modifiedNs &&
`,
        replace: '',
      },
    ],
    test: 'packages/sources/test/files/folder.test.ts',
    testName: 'gives up on a file that goes on changing, and takes nothing of it',
  },
  {
    name: 'a value of a file that is left to a cast to guess at',
    edits: [
      {
        file: 'packages/sources/src/csv/read-rows.ts',
        find: '        const coded = code(text)',
        replace: '        const coded = code(text) ?? text',
      },
    ],
    test: files,
    testName: 'rejects a date in a form that is not declared, though PostgreSQL would read it',
  },
  {
    name: 'rows that pass though their source could not read them',
    edits: [
      {
        file: 'packages/engine/src/check/find-faults.ts',
        find: '  groups.push(...(await findSourceFaults(book, table)))\n',
        replace: '',
      },
      {
        file: 'packages/engine/src/check/find-faults.ts',
        find: `import { findSourceFaults } from './find-source-faults.ts'\n`,
        replace: '',
      },
    ],
    test: files,
    testName: 'changes nothing when a row is rejected and none is tolerated',
  },
  {
    name: 'lines that are counted without those in quotes',
    edits: [
      {
        file: 'packages/sources/src/csv/scan-records.ts',
        find: 'this.#line += lines + 1',
        replace: 'this.#line += lines * 0 + 1',
      },
    ],
    test: 'packages/sources/test/csv/scan-records.test.ts',
    testName: 'tells the line of each record, whatever stands within quotes',
  },
  {
    name: 'a damaged part of a workbook that is believed',
    edits: [
      {
        file: 'packages/sources/src/excel/zip-package.ts',
        find: 'done(checksum === entry.crc32 ?',
        replace: 'done(checksum === entry.crc32 || bytes > 0 ?',
      },
    ],
    test: 'packages/sources/test/excel/open-workbook.test.ts',
    testName: 'ends with rows or its error on a file that was damaged anywhere',
  },
  {
    name: 'a number in a cell that is taken for the date it could be',
    edits: [
      {
        file: 'packages/sources/src/excel/encode-cell.ts',
        find: `return asKnown(numberText(text), !isTime && stagedType !== 'boolean')`,
        replace: `return isTime
            ? shortTime(timeOfSerial(Number(text), dateSystem) ?? '')
            : asKnown(numberText(text), stagedType !== 'boolean')`,
      },
    ],
    test: workbooks,
    testName: 'rejects what cannot be carried over by its cell',
  },
  {
    name: 'a value that a cast would change and that is taken for what it becomes',
    edits: [
      {
        file: 'packages/engine/src/check/find-broken-rules.ts',
        find: 'isChanged ? await withCasts(client, table) : table',
        replace: 'isChanged ? table : table',
      },
    ],
    test: 'packages/engine/test/reject-rows.integration.test.ts',
    testName: 'does not take a key that would be rounded for the one it would become',
  },
]
