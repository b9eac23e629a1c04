import { writeFile } from 'node:fs/promises'
import { createCsvSource } from '../../src/index.ts'
import { describeSource } from './describe-source.ts'
import { createFileWorld } from './file-world.ts'

const part = { encoding: undefined, delimiter: undefined, quote: '"' } as const
const numbers = { decimal: '.', thousands: undefined } as const

describeSource('csv', () =>
  createFileWorld({
    file: 't.csv',
    from: { kind: 'csv', file: 't*.csv', ...part, numbers },
    createSource: createCsvSource,
    async write(path, titles, rows) {
      const quoted = (value: string | number | boolean | null) =>
        typeof value === 'string' ? `"${value.replaceAll('"', '""')}"` : (value ?? '')
      const lines = rows.map(({ id, nombre, monto, fecha, activo }) =>
        [id, nombre, monto, fecha, activo].map(quoted).join(';'),
      )
      await writeFile(path, [titles.join(';'), ...lines, ''].join('\r\n'))
    },
  }),
)
