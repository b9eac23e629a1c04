import type { TObject, TSchema } from '@sinclair/typebox'
import { monitorConfig } from '../../../services/monitor/src/config.ts'
import { schedulerConfig } from '../../../services/scheduler/src/config.ts'
import { workerConfig } from '../../../services/worker/src/config.ts'
import { describeKind } from '../src/load-config.ts'
import { healthSettings, serviceSettings } from '../src/service-settings.ts'

const introduction = `# Configuration

Each service reads its variables once, when it starts, and refuses to start with a line for each
fault. This page is written from the schemas in \`services/*/src/config.ts\` by
\`npx tsx -C @aaps-data/source packages/runtime/test/write-configuration-page.ts\`; a test compares it
with them.

An empty variable counts as one that is not set. A duration has a unit: \`500ms\`, \`30s\`, \`5m\`. For
a variable marked _secret_, \`X_FILE\` may name a file that holds the value of \`X\`.

The worker also reads one secret a source, \`SOURCE_<CONNECTION>_URL\`, for each connection that the
datasets name: \`SOURCE_SIIRAYS_URL\` for the connection \`siirays\`. Of a database it is the URL; of
files it is their folder, \`file:///srv/pozos/\`, or their address,
\`https://user:password@host/pozos/\`.
`

type Row = readonly [name: string, preset: string, value: string, meaning: string]

function durationText(ms: number): string {
  if (ms % 60_000 === 0) return `${ms / 60_000}m`
  return ms % 1_000 === 0 ? `${ms / 1_000}s` : `${ms}ms`
}

function presetOf(schema: TSchema, isRequired: boolean): string {
  const preset = schema.default as string | number | boolean | undefined
  if (preset === undefined) return isRequired ? 'required' : '–'
  return `\`${schema['unit'] === 'ms' ? durationText(Number(preset)) : String(preset)}\``
}

function rowOf(name: string, schema: TSchema, isRequired: boolean): Row {
  const kind = schema['pattern'] === undefined ? describeKind(schema) : 'a text of a given form'
  const value = schema['secret'] === true ? `${kind}, secret` : kind
  return [`\`${name}\``, presetOf(schema, isRequired), value, schema.description ?? '']
}

function renderTable(rows: readonly Row[]): string {
  const all: readonly Row[] = [['variable', 'default', 'value', 'meaning'], ...rows]
  const widths = [0, 1, 2, 3].map((n) => Math.max(...all.map((row) => (row[n] ?? '').length)))
  const lines = all.map(
    (row) => `| ${row.map((cell, n) => cell.padEnd(widths[n] ?? 0)).join(' | ')} |`,
  )
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`
  return [lines[0], rule, ...lines.slice(1)].join('\n')
}

function renderSection(title: string, schema: TObject, names: readonly string[]): string {
  const rows = names.flatMap((name) => {
    const property = schema.properties[name]
    return property === undefined
      ? []
      : [rowOf(name, property, schema.required?.includes(name) === true)]
  })
  return `\n## ${title}\n\n${renderTable(rows)}\n`
}

const everyService = Object.keys(serviceSettings)
const shared = [...everyService, ...Object.keys(healthSettings)]

function ownOf(schema: TObject): readonly string[] {
  return Object.keys(schema.properties).filter((name) => !shared.includes(name))
}

/** docs/configuration.md, from the schemas of the services. */
export function renderConfigurationPage(): string {
  return [
    introduction,
    renderSection('Every service', workerConfig, everyService),
    renderSection('Scheduler and worker', workerConfig, Object.keys(healthSettings)),
    renderSection('Scheduler', schedulerConfig, ownOf(schedulerConfig)),
    renderSection('Worker', workerConfig, ownOf(workerConfig)),
    renderSection('Monitor', monitorConfig, ownOf(monitorConfig)),
  ].join('')
}
