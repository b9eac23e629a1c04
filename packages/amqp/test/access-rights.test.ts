import { describe, expect, it } from '@jest/globals'
import { accessRights, accessRoles, topology } from '../src/index.ts'

describe('accessRights', () => {
  it('lets nobody but who declares the topology configure anything of ours', () => {
    const names = [...topology.exchanges, ...topology.queues].map(({ name }) => name)
    for (const role of accessRoles) {
      const { configure } = accessRights(role, { login: 'padron' })
      const mayConfigure = names.filter((name) => new RegExp(configure).test(name))
      expect({ role, mayConfigure }).toEqual({
        role,
        mayConfigure: role === 'topology' ? names : [],
      })
    }
  })

  it('lets nobody write to a queue by its name', () => {
    const { queues } = topology
    for (const role of accessRoles.filter((each) => each !== 'topology')) {
      const { write } = accessRights(role, { login: 'padron' })
      const names = ['amq.default', ...queues.map(({ name }) => name)]
      expect(names.filter((name) => new RegExp(write).test(name))).toEqual([])
    }
  })

  it('lets a service ask for its datasets, and hear of its own requests', () => {
    const { topics } = accessRights('service', { login: 'pad.ron', datasets: ['registro', 'geo'] })
    const topicOf = (exchange: string) => topics.find((topic) => topic.exchange === exchange)
    const mayAsk = new RegExp(topicOf('sync.requests')?.write ?? '')
    const mayHear = new RegExp(topicOf('sync.replies')?.read ?? '')

    expect(mayAsk.test('request.sync.geo')).toBe(true)
    expect(mayAsk.test('request.sync.geography')).toBe(false)
    expect(mayAsk.test('request.sync.seguimiento')).toBe(false)
    expect(mayHear.test('reply.pad.ron.cola')).toBe(true)
    expect(mayHear.test('reply.padXron.cola')).toBe(false)
    expect(mayHear.test('reply.otro.cola')).toBe(false)
    expect(mayHear.test('reply.#')).toBe(false)
  })
})
