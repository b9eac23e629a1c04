import { writeWorkbook } from '@aaps-data/siirays'
import { createExcelSource } from '../../src/index.ts'
import { describeSource } from './describe-source.ts'
import { createFileWorld } from './file-world.ts'

const part = { sheet: undefined, range: undefined, table: undefined, foot: undefined } as const
const filled = { merged: 'first', hiddenRows: 'read' } as const
const numbers = { decimal: '.', thousands: undefined } as const

describeSource('excel', () =>
  createFileWorld({
    file: 't.xlsx',
    from: { kind: 'excel', file: 't*.xlsx', ...part, ...filled, numbers },
    createSource: createExcelSource,
    async write(path, titles, rows) {
      // Numbers of more digits than a double has can only be typed as texts.
      const cells = rows.map(({ id, nombre, monto, fecha, activo }) => [
        id,
        nombre,
        monto,
        fecha === null ? null : { date: fecha },
        activo,
      ])
      await writeWorkbook(path, { sheets: [{ name: 'Hoja1', rows: [titles, ...cells] }] })
    },
  }),
)
