import { respelled, valueAt } from './column-values.ts'
import {
  buildRow,
  keyText,
  point,
  pointAnywhere,
  settle,
  type Row,
  type State,
} from './random-state.ts'
import type { Change, ChangeKind } from './random-changes.ts'
import type { RandomTable } from './random-tables.ts'

/** The state after some changes. Rows that break a rule in the end are left out. */
export function changeState(
  tables: readonly RandomTable[],
  state: State,
  list: readonly Change[],
): State {
  const changed = list.reduce((before, change) => applyChange(tables, before, change), state)
  return settle(tables, changed)
}

interface Scene {
  readonly tables: readonly RandomTable[]
  readonly state: State
  readonly table: RandomTable
  readonly place: number
  readonly rows: readonly Row[]
  readonly change: Change
}

function applyChange(tables: readonly RandomTable[], state: State, change: Change): State {
  const place = change.table % tables.length
  const table = tables[place]
  const rows = state[place] ?? []
  if (table === undefined) return state
  return effects[change.kind]({ tables, state, table, place, rows, change })
}

const effects: Readonly<Record<ChangeKind, (scene: Scene) => State>> = {
  'insert a row': (scene) => withRows(scene, [...scene.rows, newRow(scene)]),
  'delete a row': (scene) => withRows(scene, scene.rows.toSpliced(chosen(scene), 1)),
  'delete all rows': (scene) => withRows(scene, []),
  'change a value': (scene) => {
    const { table, change } = scene
    const bound = new Set([...table.key, ...table.references.flatMap(({ columns }) => columns)])
    const free = table.columns.flatMap((_column, place) => (bound.has(place) ? [] : [place]))
    const column = free[change.other % Math.max(free.length, 1)]
    if (column === undefined) return scene.state
    const fresh = buildRow(scene, table, change.seed)
    return changeRow(scene, (row) => row.with(column, fresh[column] ?? null))
  },
  'spell a value of the key differently': (scene) =>
    changeRow(scene, (row) => mapKey(scene.table, row, respelled)),
  'give a row another key': (scene) => changeRow(scene, (row) => rekeyed(scene, row)),
  'give a row another key, and its children with it': (scene) => {
    const row = scene.rows[chosen(scene)]
    if (row === undefined) return scene.state
    const fresh = rekeyed(scene, row)
    const state = changeRow(scene, () => fresh)
    return giveChildren({ ...scene, state }, row, fresh)
  },
  'give a child another parent': (scene) => {
    const { table, change } = scene
    return changeRow(scene, (row) => pointAnywhere(scene, { table, row, seed: change.seed }))
  },
  'give all children to another parent and delete theirs': (scene) => {
    const { rows, change } = scene
    const old = rows[chosen(scene)]
    const heir = rows[change.other % Math.max(rows.length, 1)]
    if (old === undefined || heir === undefined || old === heir) return scene.state
    const given = giveChildren(scene, old, heir)
    return removeByKey(given, scene, old)
  },
  'insert a parent and give it a child': (scene) => {
    const parent = newRow(scene)
    const state = withRows(scene, [...scene.rows, parent])
    const child = childAt({ ...scene, state }, scene.change.other)
    if (child === undefined) return state
    const key = keyValues(scene.table, parent)
    const pointed = (row: Row) => point(row, child.columns, key)
    return state.map((rows, place) =>
      place === child.place ? rows.map((row, at) => (at === child.at ? pointed(row) : row)) : rows,
    )
  },
  'swap two unique values': (scene) => {
    const { rows, table, change } = scene
    const { unique } = table
    const first = chosen(scene)
    const second = change.other % Math.max(rows.length, 1)
    if (unique === undefined || first === second) return scene.state
    return withRows(
      scene,
      rows.map((row, at) => {
        const from = at === first ? second : at === second ? first : at
        return row.with(unique, rows[from]?.[unique] ?? null)
      }),
    )
  },
  'chain the rows by their reference to their own table': (scene) => chain(scene, -1),
  'turn the chain round': (scene) => chain(scene, 1),
  'repeat a row': (scene) => {
    const row = scene.rows[chosen(scene)]
    if (row === undefined || scene.table.key.length > 0) return scene.state
    return withRows(scene, [...scene.rows, ...Array<Row>(1 + (scene.change.other % 3)).fill(row)])
  },
}

function chosen({ rows, change }: Scene): number {
  return change.row % Math.max(rows.length, 1)
}

function withRows({ state, place }: Scene, rows: readonly Row[]): State {
  return state.with(place, rows)
}

function changeRow(scene: Scene, change: (row: Row) => Row): State {
  const at = chosen(scene)
  return withRows(
    scene,
    scene.rows.map((row, place) => (place === at ? change(row) : row)),
  )
}

function newRow(scene: Scene): Row {
  const { table, change } = scene
  const row = buildRow(scene, table, change.seed)
  return pointAnywhere(scene, { table, row, seed: change.seed })
}

/** Another key; what of it refers to a parent stays. */
function rekeyed({ table, change }: Scene, row: Row): Row {
  return mapKey(table, row, (type, _value, column) =>
    valueAt(type, change.seed[column % change.seed.length] ?? 0),
  )
}

function mapKey(
  table: RandomTable,
  row: Row,
  change: (type: RandomTable['columns'][number]['type'], value: string, column: number) => string,
): Row {
  const bound = new Set(table.references.flatMap(({ columns }) => columns))
  return row.map((value, column) => {
    const type = table.columns[column]?.type
    const isOwn = table.key.includes(column) && !bound.has(column)
    return isOwn && value !== null && type !== undefined ? change(type, value, column) : value
  })
}

function keyValues(table: RandomTable, row: Row): Row {
  return table.key.map((column) => row[column] ?? null)
}

function giveChildren({ tables, state, table, place }: Scene, from: Row, to: Row): State {
  if (table.key.length === 0) return state
  const wanted = keyText(table, from, table.key)
  const key = keyValues(table, to)
  return state.map((rows, childPlace) => {
    const child = tables[childPlace]
    const columns = child?.references.filter(({ parent }) => parent === place) ?? []
    return rows.map((row) =>
      columns.reduce(
        (given: Row, reference) =>
          child !== undefined && keyText(child, given, reference.columns) === wanted
            ? point(given, reference.columns, key)
            : given,
        row,
      ),
    )
  })
}

function removeByKey(state: State, { table, place }: Scene, gone: Row): State {
  const rows = state[place] ?? []
  if (table.key.length === 0) return state.with(place, rows.toSpliced(rows.indexOf(gone), 1))
  const key = keyText(table, gone, table.key)
  return state.with(
    place,
    rows.filter((row) => keyText(table, row, table.key) !== key),
  )
}

function childAt(
  { tables, state, place }: Scene,
  number: number,
): { place: number; at: number; columns: readonly number[] } | undefined {
  const children = tables.flatMap((table, childPlace) =>
    table.references
      .filter(({ parent }) => parent === place)
      .flatMap(({ columns }) =>
        (state[childPlace] ?? []).map((_row, at) => ({ place: childPlace, at, columns })),
      ),
  )
  return children[number % Math.max(children.length, 1)]
}

/** Each row gets the row beside it for its parent, the last one none. */
function chain(scene: Scene, step: 1 | -1): State {
  const { table, place, rows } = scene
  const own = table.references.find(({ parent, isInKey }) => parent === place && !isInKey)
  if (own === undefined) return scene.state
  const [first = 0] = own.columns
  return withRows(
    scene,
    rows.map((row, at) => {
      const parent = rows[at + step]
      if (parent !== undefined) return point(row, own.columns, keyValues(table, parent))
      return table.columns[first]?.nullable === true ? row.with(first, null) : row
    }),
  )
}
