import { describe, expect, it } from '@jest/globals'
import { socketOptions } from '../src/socket-options.ts'

describe('socketOptions', () => {
  it('has every certificate checked, whatever the environment says', async () => {
    expect(await socketOptions('amqps://a:b@h/v')).toEqual({ rejectUnauthorized: true })
  })

  it('asks for nothing of an unencrypted connection, or of what is no URL', async () => {
    expect(await socketOptions('amqp://a:b@h/v')).toEqual({})
    expect(await socketOptions('no URL')).toEqual({})
  })
})
