import type { MigrationFault } from '@aaps-data/engine'
import type { DatasetMigration, MigrationOutcome, MigrationReport } from './migration-report.ts'

const outcomeWords: Readonly<Record<MigrationOutcome, string>> = {
  'up-to-date': 'up to date',
  planned: 'to be done',
  applied: 'done',
  refused: 'refused, nothing was done',
  busy: 'a run is under way; try again when it has ended',
  changed: 'the target has changed since this was shown, nothing was done; look again',
  unfinished: 'nothing to be done yet',
}

/** A plan for people: each step with its statement, each refusal with what could be run by hand. */
export function planLines({ ledger, datasets }: MigrationReport): readonly string[] {
  return [
    ledger.migrations.length === 0
      ? 'ledger: up to date'
      : `ledger: to be done: ${ledger.migrations.join(', ')}`,
    ...datasets.flatMap(datasetLines),
  ]
}

/** What came of a plan that was shown before, for people. */
export function outcomeLines({ ledger, datasets }: MigrationReport): readonly string[] {
  return [
    ...(ledger.isApplied ? [`ledger: ${outcomeWords.applied}`] : []),
    ...datasets
      .filter(({ outcome }) => outcome !== 'up-to-date' && outcome !== 'unfinished')
      .map(({ dataset, outcome }) => `${dataset}: ${outcomeWords[outcome]}`),
  ]
}

function datasetLines(migration: DatasetMigration): readonly string[] {
  const { dataset, outcome, steps, faults, left } = migration
  return [
    `${dataset}: ${outcomeWords[outcome]}`,
    ...(outcome === 'refused'
      ? []
      : steps.flatMap((step) => [`  ${step.what}`, sql(step.statement)])),
    ...[...faults, ...left].flatMap(faultLines),
  ]
}

function faultLines({ reason, statement, rows }: MigrationFault): readonly string[] {
  return [
    `  ${reason}`,
    ...(statement === undefined
      ? []
      : ['    An administrator who has looked at the data could run:', sql(statement)]),
    ...(rows === undefined ? [] : ['    These rows are in the way:', sql(rows)]),
  ]
}

function sql(statement: string): string {
  return `    ${statement.replaceAll(/\s+/g, ' ')};`
}
