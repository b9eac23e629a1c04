import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type oracledb from 'oracledb'
import type { Generation, GivenValue } from '../src/index.ts'
import { fetchTypeHandler, startTestEmulator, type TestEmulator } from './test-emulator.ts'

describe.each<Generation>(['12.1', '19c', '23ai'])(
  'values through the driver, as %s',
  (generation) => {
    let given: TestEmulator
    let connection: oracledb.Connection

    beforeAll(async () => {
      given = await startTestEmulator({ generation })
      connection = await given.connect()
    })
    afterAll(() => given.close())

    /** The values of a column of `type`, as `select` shows them. */
    async function through(
      type: string,
      values: readonly GivenValue[],
      select = 'V',
    ): Promise<unknown[]> {
      const columns = [
        { name: 'ID', type: 'NUMBER(10)' },
        { name: 'V', type },
      ]
      const rows = values.map((value, index) => [index, value])
      await given.emulator.createTable('SYNC', 'VALS', columns, { rows })
      const sql = `SELECT ${select} FROM VALS ORDER BY ID`
      const { rows: found = [] } = await connection.execute<[unknown]>(sql, [], {
        fetchTypeHandler,
        fetchArraySize: 7,
        // Each run makes another table: the description of the one before is of no use.
        keepInStmtCache: false,
      })
      return found.map(([value]) => value)
    }

    const two = (value: number) => String(value).padStart(2, '0')
    const dates = fc
      .tuple(
        fc.integer({ min: -4712, max: 9999 }).filter((year) => year !== 0),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 28 }),
        fc.integer({ min: 0, max: 86_399 }),
      )
      .map(([year, month, day, seconds]) => {
        const text = `${String(Math.abs(year)).padStart(4, '0')}-${two(month)}-${two(day)}`
        const clock = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
        return `${year < 0 ? '-' : ''}${text} ${clock}`
      })
    const fractions = fc
      .integer({ min: 0, max: 999_999_999 })
      .map((value) => String(value).padStart(9, '0'))
    const shown = (date: string) => (date.startsWith('-') ? date : ` ${date}`)

    test('NUMBER keeps 38 digits, in a row as in a text of SQL', async () => {
      const numbers = fc
        .tuple(
          fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }),
          fc.integer({ min: 0, max: 40 }),
        )
        .map(([digits, scale]) => {
          const sign = digits < 0n ? '-' : ''
          const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0')
          const whole = text.slice(0, text.length - scale).replace(/^0+/, '')
          const fraction = text.slice(text.length - scale).replace(/0+$/, '')
          if (whole + fraction === '') return '0'
          return `${sign}${whole}${fraction === '' ? '' : `.${fraction}`}`
        })
      await fc.assert(
        fc.asyncProperty(fc.array(numbers, { minLength: 1, maxLength: 40 }), async (values) => {
          expect(await through('NUMBER', values)).toEqual(values)
          expect(await through('NUMBER', values, "TO_CHAR(V, 'TM9')")).toEqual(values)
        }),
        { numRuns: 15 },
      )
    })

    test('DATE and TIMESTAMP keep years before Christ and nanoseconds', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(dates, fractions), { minLength: 1, maxLength: 40 }),
          async (list) => {
            const days = list.map(([date]) => date)
            const format = "'SYYYY-MM-DD HH24:MI:SS'"
            expect(await through('DATE', days, `TO_CHAR(V, ${format})`)).toEqual(days.map(shown))
            const times = list.map(([date, fraction]) => `${date}.${fraction}`)
            const precise = "'SYYYY-MM-DD HH24:MI:SS.FF9'"
            expect(await through('TIMESTAMP(9)', times, `TO_CHAR(V, ${precise})`)).toEqual(
              times.map(shown),
            )
            const back = `TO_CHAR(TO_TIMESTAMP(TO_CHAR(V, ${precise}), ${precise}), ${precise})`
            expect(await through('TIMESTAMP(9)', times, back)).toEqual(times.map(shown))
          },
        ),
        { numRuns: 15 },
      )
    })

    test('the driver reads DATE and TIMESTAMP as the clock of its process', async () => {
      const [date, time] = [
        ...(await through('DATE', ['2024-02-29 13:14:15'])),
        ...(await through('TIMESTAMP(9)', ['2024-02-29 13:14:15.987654321'])),
      ]
      expect(date).toEqual(new Date(2024, 1, 29, 13, 14, 15))
      expect(time).toEqual(new Date(2024, 1, 29, 13, 14, 15, 987))
    })

    test('times with a zone are instants, and keep their offset', async () => {
      const written = [
        '2024-03-31 00:30:00.123456789 +02:00',
        '2024-01-01 00:00:00.000000000 -05:30',
      ]
      const format = "TO_CHAR(V, 'YYYY-MM-DD HH24:MI:SS.FF9 TZH:TZM')"
      expect(await through('TIMESTAMP(9) WITH TIME ZONE', written, format)).toEqual(written)
      const utc = "TO_CHAR(SYS_EXTRACT_UTC(V), 'YYYY-MM-DD HH24:MI:SS.FF3')"
      const expected = ['2024-03-30 22:30:00.123', '2024-01-01 05:30:00.000']
      expect(await through('TIMESTAMP(9) WITH TIME ZONE', written, utc)).toEqual(expected)
      expect(await through('TIMESTAMP(9) WITH LOCAL TIME ZONE', written, utc)).toEqual(expected)
      const instants = [new Date('2024-03-30T22:30:00.123Z'), new Date('2024-01-01T05:30:00Z')]
      expect(await through('TIMESTAMP(9) WITH TIME ZONE', written)).toEqual(instants)
      expect(await through('TIMESTAMP(9) WITH LOCAL TIME ZONE', written)).toEqual(instants)
    })

    test('intervals keep their signs and nanoseconds', async () => {
      const nanoseconds = fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n })
      const textOf = (value: bigint) => {
        const size = value < 0n ? -value : value
        const seconds = Number(size / 1_000_000_000n)
        const clock = `${two(Math.floor(seconds / 3600) % 24)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
        return `${value < 0n ? '-' : ''}${Math.floor(seconds / 86_400)} ${clock}.${(size % 1_000_000_000n).toString().padStart(9, '0')}`
      }
      await fc.assert(
        fc.asyncProperty(fc.array(nanoseconds, { minLength: 1, maxLength: 20 }), async (values) => {
          const found = await through('INTERVAL DAY(9) TO SECOND(9)', values.map(textOf))
          const sums = found.map((value) => {
            const {
              days = 0,
              hours = 0,
              minutes = 0,
              seconds = 0,
              fseconds = 0,
            } = value as oracledb.IntervalDS
            const whole =
              ((BigInt(days) * 24n + BigInt(hours)) * 60n + BigInt(minutes)) * 60n + BigInt(seconds)
            return whole * 1_000_000_000n + BigInt(fseconds)
          })
          expect(sums).toEqual(values)
        }),
        { numRuns: 10 },
      )
      const [years] = await through('INTERVAL YEAR(4) TO MONTH', ['-12-11'])
      expect(years).toMatchObject({ years: -12, months: -11 })
      expect(await through('INTERVAL YEAR(4) TO MONTH', ['1-2'], 'TO_CHAR(V)')).toEqual([
        '+0001-02',
      ])
    })

    test('texts come as they are, in every type of texts', async () => {
      const texts = fc
        .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
        .filter((text) => !text.includes('\0'))
      await fc.assert(
        fc.asyncProperty(fc.array(texts, { minLength: 1, maxLength: 20 }), async (values) => {
          for (const type of ['VARCHAR2(1000)', 'NVARCHAR2(500)', 'CLOB', 'NCLOB']) {
            expect(await through(type, values)).toEqual(values)
          }
        }),
        { numRuns: 8 },
      )
      expect(await through('CHAR(4)', ['ab', '', null])).toEqual(['ab  ', null, null])
      expect(await through('LONG', ['a long text', null])).toEqual(['a long text', null])
    })

    test('bytes and binary numbers come as they are', async () => {
      const values = [Buffer.from('00ff10', 'hex'), null]
      expect(await through('RAW(16)', values)).toEqual(values)
      expect(await through('BLOB', values)).toEqual(values)
      const numbers = ['1.5', 'NaN', 'Infinity', '-Infinity', '-1e300', '5e-324', null]
      const expected = [1.5, NaN, Infinity, -Infinity, -1e300, 5e-324, null]
      expect(await through('BINARY_DOUBLE', numbers)).toEqual(expected)
      expect(await through('BINARY_FLOAT', ['0.5', 'NaN', '-Infinity'])).toEqual([
        0.5,
        NaN,
        -Infinity,
      ])
      expect(await through('BINARY_DOUBLE', ['1.5', 'NaN'], 'TO_CHAR(V)')).toEqual([
        '1.5E+000',
        'Nan',
      ])
    })

    test('LOBs of some megabytes come as texts, buffers and locators', async () => {
      const text = 'Wasser für Ñuñoa 😀 '.repeat(150_000)
      const bytes = Buffer.alloc(3_000_000, 'aaps')
      expect(await through('CLOB', [text, null, 'short'])).toEqual([text, null, 'short'])
      // Jest compares buffers byte by byte, which takes seconds.
      const [blob] = await through('BLOB', [bytes])
      expect(bytes.equals(blob as Buffer)).toBe(true)
      const { rows = [] } = await connection.execute<[oracledb.Lob]>('SELECT V FROM VALS')
      expect(bytes.equals((await rows[0]?.[0].getData()) as Buffer)).toBe(true)
      await through('CLOB', [text])
      const found = await connection.execute<[oracledb.Lob]>('SELECT V FROM VALS WHERE ID = 0')
      expect(await found.rows?.[0]?.[0].getData()).toBe(text)
    })

    test('the description tells precision, scale, size and whether there may be NULL', async () => {
      const types = [
        'NUMBER(12,2)',
        'NUMBER',
        'NUMBER(5,-2)',
        'INTEGER',
        'FLOAT(63)',
        'VARCHAR2(20)',
        'DATE',
      ]
      const columns = types.map((type, index) => ({ name: `C${index}`, type, nullable: index > 0 }))
      await given.emulator.createTable('SYNC', 'DESCRIBED', columns)
      const { metaData = [] } = await connection.execute('SELECT * FROM DESCRIBED')
      const facts = metaData.map(({ dbTypeName, precision, scale, nullable }) => [
        dbTypeName,
        precision,
        scale,
        nullable,
      ])
      expect(facts.slice(0, 5)).toEqual([
        ['NUMBER', 12, 2, false],
        ['NUMBER', 0, -127, true],
        ['NUMBER', 5, -2, true],
        ['NUMBER', 38, 0, true],
        ['NUMBER', 63, -127, true],
      ])
      expect(metaData[5]).toMatchObject({ dbTypeName: 'VARCHAR2', byteSize: 20 })
    })

    test('binds of every type are compared with columns', async () => {
      await through('TIMESTAMP(9)', ['2024-05-01 10:00:00.123456789', '2024-05-02 00:00:00'])
      const count = async (condition: string, binds: oracledb.BindParameters) => {
        const { rows = [] } = await connection.execute<[number]>(
          `SELECT COUNT(*) FROM VALS WHERE ${condition}`,
          binds,
        )
        return rows[0]?.[0]
      }
      expect(await count('ID = :n', [1])).toBe(1)
      expect(await count('V > :t', [new Date(2024, 4, 1, 12)])).toBe(1)
      expect(
        await count("V > TO_TIMESTAMP(:t, 'YYYY-MM-DD HH24:MI:SS.FF9')", [
          '2024-05-01 10:00:00.123456788',
        ]),
      ).toBe(2)
      expect(
        await count("V > TO_TIMESTAMP(:t, 'YYYY-MM-DD HH24:MI:SS.FF9')", [
          '2024-05-01 10:00:00.123456789',
        ]),
      ).toBe(1)
      expect(await count('V > :a OR ID = :b', { a: new Date(2025, 0, 1), b: 0 })).toBe(1)
      expect(await count("NVL(:x, 'none') = 'none' AND ID = 0", [''])).toBe(1)
    })
  },
)
