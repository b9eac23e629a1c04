import { describe, expect, it } from '@jest/globals'
import { reportError, SyncError } from '../src/index.ts'

const secretUrl = 'postgres://u:p@ss@host/db'

function detailsOf(details: Readonly<Record<string, unknown>>): unknown {
  return reportError(new SyncError('VALUE_NOT_CARRIED', details)).details
}

describe('reportError', () => {
  it('keeps the code and the details when a URL and an address with an @ are side by side', () => {
    const details = { 'http://intranet:8080/ficha': 'x', value: 'ana@example.org', n: 3 }
    expect(reportError(new SyncError('VALUE_NOT_CARRIED', details))).toMatchObject({
      code: 'VALUE_NOT_CARRIED',
      details,
    })
  })

  it('keeps the code when details refer to themselves, cannot be read or have no JSON', () => {
    const circular: Record<string, unknown> = { n: 1n, when: new Date(0) }
    circular['self'] = circular
    Object.defineProperty(circular, 'broken', {
      enumerable: true,
      get: () => {
        throw new Error('no')
      },
    })
    expect(detailsOf(circular)).toEqual({
      n: '1',
      when: '1970-01-01T00:00:00.000Z',
      self: '[circular]',
      broken: '[unreadable]',
    })
  })

  it('replaces what PostgreSQL stores in no text', () => {
    expect(detailsOf({ value: 'a\0b\ud83d', face: '\u{1f600}' })).toEqual({
      value: 'a\ufffdb\ufffd',
      face: '\u{1f600}',
    })
  })

  it('hides credentials in details, in their names and in causes', () => {
    const cause = new Error(`connect ${secretUrl} password=hunter2`)
    const report = reportError(
      new SyncError('SOURCE_UNREACHABLE', { [secretUrl]: secretUrl, password: 'hunter2' }, cause),
    )
    expect(JSON.stringify(report)).not.toMatch(/p@ss|ss@host|hunter2/)
    expect(report.causes).toEqual([
      { name: 'Error', message: 'connect postgres://u:***@host/db password=***' },
    ])
  })

  it.each([
    ['nothing', undefined],
    ['an object that has no text', Object.create(null)],
    ['an error whose message cannot be read', brokenError()],
  ])('reports %s as a defect', (_what, thrown: unknown) => {
    expect(reportError(thrown)).toMatchObject({ code: 'DEFECT', causes: [{ name: 'Error' }] })
  })

  it('ends with causes that go in a circle', () => {
    const a = new Error('a')
    a.cause = new Error('b', { cause: a })
    expect(reportError(a).causes.map(({ message }) => message)).toEqual(['a', 'b'])
  })
})

function brokenError(): Error {
  const unreadable = {
    get: () => {
      throw new Error('no')
    },
  }
  return Object.defineProperties(new Error(), { message: unreadable, cause: unreadable })
}
