import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

interface CounterDefinition {
  readonly type: 'counter'
  readonly name: `sync_${string}_total`
  readonly help: string
  readonly labels?: readonly string[]
}

interface GaugeDefinition {
  readonly type: 'gauge'
  readonly name: `sync_${string}`
  readonly help: string
  readonly labels?: readonly string[]
  /** Read at each scrape, for a gauge without labels. */
  readonly read?: () => number | Promise<number>
}

interface HistogramDefinition {
  readonly type: 'histogram'
  readonly name: `sync_${string}_seconds` | `sync_${string}_rows`
  readonly help: string
  readonly labels?: readonly string[]
  readonly buckets: readonly number[]
}

export type MetricDefinition = CounterDefinition | GaugeDefinition | HistogramDefinition
export type MetricTable = Readonly<Record<string, MetricDefinition>>

type MetricOf<Definition extends MetricDefinition> = Definition extends CounterDefinition
  ? Counter
  : Definition extends GaugeDefinition
    ? Gauge
    : Histogram

export interface Metrics<Table extends MetricTable = MetricTable> {
  readonly metrics: { readonly [Name in keyof Table]: MetricOf<Table[Name]> }
  readonly contentType: string
  /** The metrics in the text format of Prometheus. */
  text(): Promise<string>
}

interface MetricsOptions<Table extends MetricTable> {
  readonly definitions: Table
  /** Memory, event loop and garbage collection of the process as well. */
  readonly ofProcess: boolean
}

/** The metrics of a service, made from one table; each registry stands alone. */
export function createMetrics<const Table extends MetricTable>({
  definitions,
  ofProcess,
}: MetricsOptions<Table>): Metrics<Table> {
  const registry = new Registry()
  if (ofProcess) collectDefaultMetrics({ register: registry })
  const metrics = Object.fromEntries(
    Object.entries(definitions).map(([key, definition]) => [
      key,
      buildMetric(definition, registry),
    ]),
  ) as Metrics<Table>['metrics']
  return { metrics, contentType: registry.contentType, text: () => registry.metrics() }
}

function buildMetric(
  definition: MetricDefinition,
  registry: Registry,
): Counter | Gauge | Histogram {
  const shared = {
    name: definition.name,
    help: definition.help,
    labelNames: [...(definition.labels ?? [])],
    registers: [registry],
  }
  switch (definition.type) {
    case 'counter':
      return new Counter(shared)
    case 'histogram':
      return new Histogram({ ...shared, buckets: [...definition.buckets] })
    case 'gauge': {
      const { read } = definition
      if (read === undefined) return new Gauge(shared)
      return new Gauge({
        ...shared,
        async collect() {
          this.set(await read())
        },
      })
    }
  }
}
