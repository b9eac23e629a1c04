import type { Catalog, Dataset } from '@aaps-data/catalog'

export function aDataset(name: string, changes: Partial<Dataset> = {}): Dataset {
  return {
    name,
    title: { es: `Datos ${name}`, en: `Data ${name}` },
    department: 'Jefatura',
    source: { kind: 'postgres', connection: 'siirays' },
    target: { schema: name },
    schedule: { cron: '0 * * * *', timeZone: 'America/La_Paz' },
    freshnessLimitMinutes: 60,
    retry: { maxAttempts: 3, firstDelaySeconds: 1, longestDelaySeconds: 10 },
    lockTimeoutSeconds: 5,
    changes: { keepRows: 100, keepDays: 1 },
    tables: [],
    ...changes,
  }
}

export const catalog: Catalog = new Map(
  ['registro', 'tarifas'].map((name) => [name, aDataset(name)]),
)
