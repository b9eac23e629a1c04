import { describe, expect, it } from '@jest/globals'
import { createTestVhost } from '@aaps-data/testing'

describe('createTestVhost', () => {
  it('gives an empty virtual host that its user may configure, and deletes it', async () => {
    const vhost = await createTestVhost()
    expect(await vhost.manage('GET', `/api/queues/${vhost.name}`)).toEqual([])
    await vhost.manage('PUT', `/api/queues/${vhost.name}/q`, { durable: true })
    expect(await vhost.manage('GET', `/api/queues/${vhost.name}/q`)).toMatchObject({ name: 'q' })
    await vhost.drop()
    await vhost.drop()
    await expect(vhost.manage('GET', `/api/vhosts/${vhost.name}`)).rejects.toThrow('answered 404')
  })
})
