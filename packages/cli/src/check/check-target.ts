import type { Dataset } from '@aaps-data/catalog'
import {
  checkDerived,
  createTargetDatabase,
  findMissingRights,
  migrateTarget,
} from '@aaps-data/engine'
import { loadConfig, type Environment } from '@aaps-data/runtime'
import type { Knex } from 'knex'
import { targetConfig } from '../config.ts'
import { countedText } from '../text/count-text.ts'
import { faultFinding, okFinding, type Finding } from './finding.ts'

/**
 * Looks at the target of one dataset: the login's rights, then what can be seen with them: its tables,
 * and derived queries.
 */
export async function checkTarget(env: Environment, dataset: Dataset): Promise<readonly Finding[]> {
  const { TARGET_DATABASE_URL: url } = loadConfig(targetConfig, env)
  const target = createTargetDatabase({ url })
  try {
    const rights = await checkRights(target, dataset, false)
    if (rights.some(({ isOk }) => !isOk)) return rights
    const { findings, isDue } = await checkTables(target, dataset)
    return [
      ...(isDue ? await checkRights(target, dataset, true) : rights),
      ...findings,
      ...(await checkQueries(target, dataset)),
    ]
  } finally {
    await target.destroy()
  }
}

async function checkTables(
  target: Knex,
  dataset: Dataset,
): Promise<{ readonly findings: readonly Finding[]; readonly isDue: boolean }> {
  const subject = `tables of ${dataset.name}`
  const { steps, faults, left } = await migrateTarget({ target, dataset, apply: false })
  const findings = [...faults, ...left].map(({ reason, statement, rows }) =>
    faultFinding(
      subject,
      reason,
      [statement, rows].flatMap((sql) => (sql === undefined ? [] : [`${sql};`])),
    ),
  )
  const isDue = steps.length > 0
  if (isDue) {
    const advice = [`aaps-sync migrate ${dataset.name}`]
    findings.push(faultFinding(subject, `${countedText(steps.length, 'change')} due`, advice))
  }
  if (findings.length > 0) return { findings, isDue }
  return {
    findings: [okFinding(subject, `${countedText(dataset.tables.length, 'table')} as defined`)],
    isDue,
  }
}

// To own the tables is needed only where they have to be changed.
async function checkRights(
  target: Knex,
  dataset: Dataset,
  toAlter: boolean,
): Promise<readonly Finding[]> {
  const subject = `rights on the target of ${dataset.name}`
  const missing = await findMissingRights({ target, dataset, toAlter })
  if (missing.length === 0) return [okFinding(subject, 'all that is needed')]
  return missing.map(({ on, right, statement }) =>
    faultFinding(subject, `no ${right} on ${on}`, [`${statement};`]),
  )
}

async function checkQueries(target: Knex, dataset: Dataset): Promise<readonly Finding[]> {
  const queries = dataset.tables.filter((table) => table.kind === 'derived').length
  if (queries === 0) return []
  const faults = await checkDerived({ target, dataset })
  if (faults.length === 0)
    return [
      okFinding(
        `queries of ${dataset.name}`,
        `${countedText(queries, 'derived table')} can be computed`,
      ),
    ]
  return faults.map(({ table, reason }) =>
    faultFinding(`queries of ${dataset.name}`, `${table}: ${reason}`, []),
  )
}
