import { resolveLimits, type Catalog, type Dataset } from '@aaps-data/catalog'

export function aDataset(name: string, changes: Partial<Dataset> = {}): Dataset {
  return {
    name,
    title: { es: `Datos ${name}`, en: `Data ${name}` },
    department: 'Jefatura',
    source: { kind: 'database', connection: 'siirays', limits: resolveLimits(undefined) },
    target: { schema: name },
    schedule: {
      cron: '0 * * * *',
      timeZone: 'America/La_Paz',
      catchUp: 'latest',
      overlap: 'queue',
    },
    fullReconcile: { cron: '0 3 * * *', timeZone: 'UTC' },
    fingerprint: true,
    proof: 'reconcile',
    drift: 'fail',
    targetEdits: 'restore',
    freshnessLimitMinutes: 60,
    retry: { maxAttempts: 3, firstDelaySeconds: 1, longestDelaySeconds: 10, byCode: new Map() },
    timeLimit: { softMinutes: 10, hardMinutes: 20 },
    lockTimeoutSeconds: 5,
    changes: { keepRows: 100, keepDays: 1 },
    tables: [],
    ...changes,
  }
}

export const catalog: Catalog = new Map(
  ['registro', 'tarifas'].map((name) => [name, aDataset(name)]),
)
