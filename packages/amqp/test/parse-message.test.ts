import { describe, expect, it } from '@jest/globals'
import { SyncCommand, SyncRequest } from '@aaps-data/contracts'
import { maxMessageBytes } from '../src/index.ts'
import { createMessageParser } from '../src/parse-message.ts'

const parse = createMessageParser(SyncRequest)

const request = {
  specversion: '1.0',
  id: 'k-1',
  source: '/page',
  type: 'aaps.sync.request.v1',
  data: { dataset: 'registro' },
}

function parseText(text: string) {
  return parse(Buffer.from(text))
}

describe('createMessageParser', () => {
  it('gives the body of a valid message', () => {
    expect(parseText(JSON.stringify(request))).toEqual({ ok: true, body: request })
  })

  it('names the path that is wrong and what was expected, without the value', () => {
    const wrong = { ...request, data: { dataset: 'Sensible Name', extra: 1 } }

    const parsed = parseText(JSON.stringify(wrong))

    expect(parsed).toEqual({
      ok: false,
      reason: expect.stringContaining('/data/dataset: Expected string to match'),
    })
    expect(parsed).toEqual({ ok: false, reason: expect.stringContaining('/data/extra') })
    expect(JSON.stringify(parsed)).not.toContain('Sensible')
  })

  it('names the path of what is missing', () => {
    const parsed = createMessageParser(SyncCommand)(
      Buffer.from(JSON.stringify({ ...request, type: 'aaps.sync.command.v1' })),
    )

    expect(parsed).toEqual({ ok: false, reason: expect.stringContaining('/data/runId') })
  })

  it.each([
    ['is empty', ''],
    ['is cut', '{"specversion":'],
    ['sets a prototype', '{"__proto__":{"polluted":true}}'],
    ['sets a prototype by its constructor', '{"constructor":{"prototype":{"polluted":true}}}'],
  ])('refuses a text that %s without quoting it', (_what, text) => {
    expect(parseText(text)).toEqual({
      ok: false,
      reason: 'is not JSON, or has keys that JSON should not have',
    })
  })

  it.each(['null', '42', '[]', '"text"'])('refuses %s, which is JSON but no message', (text) => {
    expect(parseText(text)).toMatchObject({ ok: false, reason: expect.stringMatching(/^\/: /) })
  })

  it('refuses bytes that are not UTF-8', () => {
    expect(parse(Buffer.from([0x22, 0xff, 0x22]))).toEqual({ ok: false, reason: 'is not UTF-8' })
  })

  it('refuses a body above the limit before it is decoded', () => {
    expect(parse(Buffer.alloc(maxMessageBytes + 1, 0xff))).toEqual({
      ok: false,
      reason: `has ${maxMessageBytes + 1} bytes, more than ${maxMessageBytes}`,
    })
  })
})
