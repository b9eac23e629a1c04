import { describe, expect, it } from '@jest/globals'
import { createMetrics } from '../src/index.ts'

describe('createMetrics', () => {
  it('gives the metrics of its table by their keys and as text', async () => {
    const made = createMetrics({
      ofProcess: false,
      definitions: {
        runs: { type: 'counter', name: 'sync_runs_total', help: 'Runs.', labels: ['state'] },
        inFlight: { type: 'gauge', name: 'sync_in_flight', help: 'In flight.', read: () => 7 },
        apply: {
          type: 'histogram',
          name: 'sync_apply_seconds',
          help: 'Apply.',
          buckets: [0.1, 1],
        },
      },
    })

    made.metrics.runs.inc({ state: 'succeeded' }, 2)
    made.metrics.apply.observe(0.5)

    const lines = await made.text()
    expect(lines).toContain('sync_runs_total{state="succeeded"} 2')
    expect(lines).toContain('sync_in_flight 7')
    expect(lines).toContain('sync_apply_seconds_bucket{le="1"} 1')
    expect(lines).not.toContain('process_cpu')
  })

  it('keeps two registries apart, and adds those of the process when asked', async () => {
    const definitions = {
      runs: { type: 'counter', name: 'sync_runs_total', help: 'Runs.' },
    } as const
    const one = createMetrics({ definitions, ofProcess: false })
    const other = createMetrics({ definitions, ofProcess: true })

    one.metrics.runs.inc()

    expect(await one.text()).toContain('sync_runs_total 1')
    expect(await other.text()).toContain('sync_runs_total 0')
    expect(await other.text()).toContain('nodejs_eventloop_lag_seconds')
  })
})
