import { describe, expect, it } from '@jest/globals'
import { readServiceSettings } from '../../../../deploy/local/service-settings.ts'
import { StackError } from '../../../../deploy/local/stack-error.ts'
import { workerConfig } from '../../../../services/worker/src/config.ts'

describe('readServiceSettings', () => {
  it('needs nothing to be set, and leaves a worker its grace and the time after it', () => {
    const { monitorPort, adminPassword, stopTimeoutMs } = readServiceSettings({})
    expect({ monitorPort, adminPassword }).toEqual({})
    const graceMs = Number(workerConfig.properties.WORKER_STOP_GRACE.default)
    expect(stopTimeoutMs).toBeGreaterThan(graceMs + 15_000)
  })

  it('waits longer for a worker whose grace is longer', () => {
    const { stopTimeoutMs } = readServiceSettings({ WORKER_STOP_GRACE: '40s' })
    expect(stopTimeoutMs).toBeGreaterThan(55_000)
  })

  it('takes the port and the password that the user set; port 0 is any', () => {
    const env = { MONITOR_PORT: '8123', MONITOR_ADMIN_PASSWORD: 'una-clave' }
    expect(readServiceSettings(env)).toMatchObject({
      monitorPort: 8123,
      adminPassword: 'una-clave',
    })
    expect(readServiceSettings({ MONITOR_PORT: '0' }).monitorPort).toBeUndefined()
  })

  it('names every variable that a service would refuse, and what it wants instead', () => {
    const env = {
      MONITOR_PORT: 'x',
      WORKER_SLOTS_SCHEDULED: '-1',
      WORKER_STOP_GRACE: 'soon',
      SCHEDULER_TICK: '1ms',
      LOG_LEVEL: 'loud',
    }
    const read = () => readServiceSettings(env)
    expect(read).toThrow(StackError)
    for (const variable of Object.keys(env)) {
      expect(read).toThrow(new RegExp(`^ {2}${variable} is not valid; expected .+$`, 'm'))
    }
  })
})
