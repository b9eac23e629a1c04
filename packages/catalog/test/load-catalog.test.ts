import { describe, expect, it } from '@jest/globals'
import { loadCatalog, resolveGuards } from '../src/index.ts'
import { aDefinition, faultsOf, withCatalogDirectory } from './catalog-directory.ts'

const load = (files: Readonly<Record<string, string>>) => withCatalogDirectory(files, loadCatalog)

describe('loadCatalog', () => {
  it('fills in what a definition may leave out', () => {
    const catalog = load({ 'pozos.yaml': aDefinition() })

    expect(catalog.get('pozos')).toEqual({
      name: 'pozos',
      title: { es: 'Pozos', en: 'Wells' },
      department: 'Área TIC',
      source: {
        kind: 'database',
        connection: 'siirays',
        limits: {
          maxConnections: 4,
          maxRowsPerSecond: undefined,
          maxSnapshotMinutes: 240,
          closed: [],
        },
      },
      target: { schema: 'pozos' },
      schedule: undefined,
      fullReconcile: { cron: '0 3 * * *', timeZone: 'UTC' },
      fingerprint: true,
      proof: 'reconcile',
      drift: 'fail',
      targetEdits: 'restore',
      freshnessLimitMinutes: 60,
      retry: { maxAttempts: 5, firstDelaySeconds: 30, longestDelaySeconds: 900, byCode: new Map() },
      timeLimit: { softMinutes: 240, hardMinutes: 255 },
      lockTimeoutSeconds: 30,
      changes: { keepRows: 10_000, keepDays: 90 },
      tables: [
        {
          kind: 'source',
          name: 'pozo',
          source: { schema: 'public', relation: 'pozo' },
          columns: [
            { name: 'id_pozo', source: 'id_pozo', type: 'integer', nullable: false },
            { name: 'nombre', source: 'nombre', type: 'text', nullable: true },
          ],
          key: ['id_pozo'],
          references: [],
          guards: resolveGuards('source', undefined, undefined),
        },
      ],
    })
  })

  it('takes what a definition says over what it could leave out', () => {
    const definition = aDefinition({
      'connection: siirays }': 'connection: siirays, schema: agua }',
      'freshnessLimitMinutes: 60': `freshnessLimitMinutes: 5
schedule: { cron: '0 1 * * *', timeZone: America/La_Paz }
fingerprint: false
proof: always
targetEdits: hold
drift: add
retry: { maxAttempts: 2 }
lockTimeoutSeconds: 7
guards: { maxDeletedShare: off, maxUpdatedRows: 5 }
changes: { keepRows: 0 }`,
      'nombre: text':
        'nombre: { source: nombr, type: character varying(80) not null, masked: true }',
      '  pozo:\n': '  pozo:\n    from: otro.pozos_v2\n',
    })

    const dataset = load({ 'pozos.yaml': definition }).get('pozos')

    expect(dataset).toMatchObject({
      schedule: {
        cron: '0 1 * * *',
        timeZone: 'America/La_Paz',
        catchUp: 'latest',
        overlap: 'queue',
      },
      fullReconcile: { cron: '0 3 * * *', timeZone: 'America/La_Paz' },
      fingerprint: false,
      proof: 'always',
      targetEdits: 'hold',
      drift: 'add',
      retry: { maxAttempts: 2, firstDelaySeconds: 30, byCode: new Map() },
      timeLimit: { softMinutes: 240, hardMinutes: 255 },
      lockTimeoutSeconds: 7,
      changes: { keepRows: 0, keepDays: 90 },
      tables: [
        {
          source: { schema: 'otro', relation: 'pozos_v2' },
          guards: { maxDeletedShare: undefined, maxUpdatedRows: 5, maxUpdatedShare: 0.5 },
        },
      ],
    })
    expect(dataset?.tables[0]?.columns[1]).toEqual({
      name: 'nombre',
      source: 'nombr',
      masked: true,
      type: 'character varying(80)',
      nullable: false,
    })
  })

  it('reads a derived table and the query beside it, without the last semicolon', () => {
    const derived = `derived:
  pozo_resumen:
    query: sql/resumen.sql
    columns: { total: bigint }
    key: none
`
    const catalog = load({
      'pozos.yaml': aDefinition() + derived,
      'sql/resumen.sql': 'select count(*)\nfrom pozo;\n',
    })

    expect(catalog.get('pozos')?.tables[1]).toEqual({
      kind: 'derived',
      name: 'pozo_resumen',
      query: 'select count(*)\nfrom pozo',
      columns: [{ name: 'total', source: 'total', type: 'bigint', nullable: true }],
      key: [],
      references: [],
      guards: resolveGuards('derived', undefined, undefined),
    })
  })

  it('accepts tables that refer to themselves and to each other in a circle', () => {
    const definition = aDefinition({
      'nombre: text': 'id_padre: integer\n      id_dueno: integer',
      'key: [id_pozo]': `key: [id_pozo]
    references:
      - { columns: [id_padre], table: pozo }
      - { columns: [id_dueno], table: dueno, foreignColumns: [id] }
  dueno:
    columns: { id: integer not null, id_pozo: integer }
    key: [id]
    references: [{ columns: [id_pozo], table: pozo }]`,
    })

    const [pozo, dueno] = load({ 'pozos.yaml': definition }).get('pozos')?.tables ?? []

    expect(pozo?.references).toEqual([
      { columns: ['id_padre'], table: 'pozo', foreignColumns: ['id_pozo'] },
      { columns: ['id_dueno'], table: 'dueno', foreignColumns: ['id'] },
    ])
    expect(dueno?.references[0]?.foreignColumns).toEqual(['id_pozo'])
  })

  it('names every fault of every file, in the order of their lines', () => {
    const broken = `dataset: Registro
title: { es: Hola }
department: ' '
source: { kind: oracle, connection: Siirays-1 }
target: { schema: pg_x }
schedule: { cron: '61 * * * *', timeZone: America/LaPaz }
retry: { firstDelaySeconds: 100, longestDelaySeconds: 10 }
freshnessLimitMinutes: 60.5
typo: 1
tables:
  epsa:
    columns:
      id_epsa: integer
      a: { sorce: x, type: integer }
      xmin: text
      b: text default 'a'
      c: serial
      d:
    key: [id_epsa, zz]
  otra:
    columns: { x: bigint not null }
    key: none
    references:
      - { columns: [y], table: zz }
      - { columns: [x], table: epsa }
      - { columns: [x], table: otra }
      - { columns: [x, x], table: otra }
      - { columns: [x] }
  vacia:
    columns: {}
    key: []
  sin_clave:
    columns: { x: text }
derived:
  otra: { query: q.sql, columns: { a: { source: b, type: jsonb } }, key: none }
`
    const faults = faultsOf({ 'a.yaml': broken, 'b.yaml': 'tables: [', 'c.yaml': '' })

    expect(faults.map(({ file, line, path }) => `${file}:${line} ${path}`)).toEqual([
      'a.yaml:1 dataset',
      'a.yaml:2 title.en',
      'a.yaml:3 department',
      'a.yaml:4 source.kind',
      'a.yaml:4 source.connection',
      'a.yaml:5 target.schema',
      'a.yaml:6 schedule.timeZone',
      'a.yaml:7 retry',
      'a.yaml:8 freshnessLimitMinutes',
      'a.yaml:9 typo',
      'a.yaml:14 tables.epsa.columns.a.sorce',
      'a.yaml:15 tables.epsa.columns.xmin',
      'a.yaml:16 tables.epsa.columns.b',
      'a.yaml:17 tables.epsa.columns.c',
      'a.yaml:18 tables.epsa.columns.d',
      'a.yaml:19 tables.epsa.key[0]',
      'a.yaml:19 tables.epsa.key[1]',
      'a.yaml:24 tables.otra.references[0].columns[0]',
      'a.yaml:24 tables.otra.references[0].table',
      'a.yaml:25 tables.otra.references[1].columns',
      'a.yaml:26 tables.otra.references[2].table',
      'a.yaml:27 tables.otra.references[3].columns',
      'a.yaml:28 tables.otra.references[4].table',
      'a.yaml:30 tables.vacia.columns',
      'a.yaml:31 tables.vacia.key',
      'a.yaml:32 tables.sin_clave.key',
      'a.yaml:35 derived.otra',
      'a.yaml:35 derived.otra.columns.a.source',
      'a.yaml:35 derived.otra.query',
      'b.yaml:1 ',
      'c.yaml:1 ',
    ])
  })

  it.each([
    ['an unknown property', { 'department:': 'departament:' }, 'there may be: dataset, title'],
    ['a key column that may be null', { ' not null': '' }, 'write `not null` behind its type'],
    [
      'a wrong pattern',
      { freshness: "schedule: { cron: '* *', timeZone: UTC }\nfreshness" },
      'not a cron pattern',
    ],
    ['a column without a type', { 'nombre: text': 'nombre: 7' }, '`integer not null`'],
    [
      'a type with more than a type',
      { 'nombre: text': 'nombre: text); drop table x' },
      'nothing else',
    ],
    ['no declared key', { '    key: [id_pozo]\n': '' }, '`none` for a table whose rows may repeat'],
    ['the ledger as target', { 'schema: pozos': 'schema: sync' }, 'not for data'],
    ['a long name', { 'nombre:': `${'ñ'.repeat(32)}:` }, '64 bytes'],
  ])('says what to do about %s', (_, replacements, expected) => {
    const reasons = faultsOf({ 'pozos.yaml': aDefinition(replacements) }).map(
      ({ reason }) => reason,
    )

    expect(reasons).toContainEqual(expect.stringContaining(expected))
  })

  it('refuses two datasets of one name and a target table of two datasets', () => {
    const other = aDefinition({ 'dataset: pozos': 'dataset: otros' })
    const faults = faultsOf({
      'a.yaml': aDefinition(),
      'b.yaml': other,
      'c.yaml': aDefinition({ 'schema: pozos': 'schema: c' }),
    })

    expect(faults).toEqual([
      expect.objectContaining({ file: 'b.yaml', line: 8, path: 'tables.pozo' }),
      expect.objectContaining({ file: 'c.yaml', line: 1, path: 'dataset' }),
    ])
  })

  it('reports a key that comes twice with the line of the second', () => {
    const faults = faultsOf({ 'a.yaml': aDefinition({ 'nombre:': 'id_pozo:' }) })

    expect(faults).toEqual([
      { file: 'a.yaml', line: 11, path: '', reason: expect.stringContaining('unique') },
    ])
  })

  it('refuses an empty query and a directory without definitions or that is not there', () => {
    const derived = 'derived:\n  d: { query: d.sql, columns: { a: text }, key: none }\n'

    expect(faultsOf({ 'a.yaml': aDefinition() + derived, 'd.sql': ' ;\n' })).toEqual([
      expect.objectContaining({ line: 14, path: 'derived.d.query' }),
    ])
    expect(faultsOf({ 'readme.md': '' })).toHaveLength(1)
    expect(() => loadCatalog('/no/such/directory')).toThrow('A dataset definition is wrong')
  })
})
