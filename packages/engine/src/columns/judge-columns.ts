import type { SourceTable } from '@aaps-data/catalog'
import type { Notice } from '@aaps-data/ledger'
import { adaptPlan } from '../plan/adapt-plan.ts'
import type { Plan } from '../plan/plan-run.ts'
import { findDrift } from './column-drift.ts'
import type { ColumnFacts } from './column-facts.ts'
import { decideDrift, type DriftDecision } from './decide-drift.ts'
import type { DriftFault } from './drift-fault.ts'
import { findAbandoned, findAlterations } from './target-alterations.ts'

/** What the columns of source and target mean for a run. */
export interface ColumnJudgement {
  /** The plan with the columns that are carried. */
  readonly plan: Plan
  /** What has to be done in the target before. */
  readonly statements: readonly string[]
  readonly faults: readonly DriftFault[]
  readonly notices: readonly Notice[]
}

/**
 * Compares the columns of the source, and of the target's tables, with the definition, and decides
 * by the dataset's policy what is carried. Pure.
 */
export function judgeColumns(
  plan: Plan,
  facts: ColumnFacts,
  { mayAlter }: { readonly mayAlter: boolean },
): ColumnJudgement {
  const { dataset } = plan
  const adapted: SourceTable[] = []
  const decisions: DriftDecision[] = []
  for (const table of plan.sourceTables) {
    const actual = facts.inTarget.get(table.name) ?? { ...withoutAnything, name: table.name }
    const drifts = findDrift(table, facts.inSource.get(table.name) ?? [], facts.canonical)
    const isNew = drifts.flatMap((drift) => (drift.kind === 'new' ? drift.found.name : []))
    const leftOut = [...(table.unmapped ?? []), ...isNew]
    const context = { dataset, table, leftOut, actual, knownTypes: facts.knownTypes, mayAlter }
    const decided = drifts.map((drift) => decideDrift(drift, context))
    if (decided.length > 0) adapted.push(decidedTable(table, decided))
    decisions.push(...decided)
  }
  return {
    plan: adaptPlan(plan, adapted),
    statements: decisions.flatMap(({ statements = [] }) => statements),
    faults: decisions.flatMap(({ fault }) => fault ?? []),
    notices: [...decisions.flatMap(({ notice }) => notice ?? []), ...alterations(plan, facts)],
  }
}

// A table that the target lacks fails the run in the next step, which says so.
const withoutAnything = {
  comment: null,
  columns: [],
  key: [],
  keyConstraint: null,
  references: [],
  indexes: [],
}

function decidedTable(table: SourceTable, decided: readonly DriftDecision[]): SourceTable {
  const left = new Set(decided.flatMap(({ without }) => without ?? []))
  const added = decided.flatMap(({ carried }) => carried ?? [])
  return {
    ...table,
    columns: [...table.columns.filter((column) => !left.has(column)), ...added],
  }
}

function alterations({ dataset }: Plan, facts: ColumnFacts): readonly Notice[] {
  return dataset.tables.flatMap((table) => {
    const actual = facts.inTarget.get(table.name)
    if (actual === undefined) return []
    const found = facts.inSource.get(table.name) ?? []
    return [
      ...findAlterations(dataset, table, { actual, canonical: facts.canonical, found }),
      ...(table.kind === 'source' ? findAbandoned(table, { actual, found }) : []),
    ]
  })
}
