import type { OracleKind, OracleType } from '../images/oracle-type.ts'
import { ProtocolError } from './byte-reader.ts'

/** The character set forms: the database's own, and the national one, which travels as UTF-16. */
export const databaseForm = 1
export const nationalForm = 2

export const typeCode = {
  NUMBER: 2,
  FLOAT: 2,
  VARCHAR2: 1,
  NVARCHAR2: 1,
  CHAR: 96,
  NCHAR: 96,
  DATE: 12,
  TIMESTAMP: 180,
  TIMESTAMP_TZ: 181,
  TIMESTAMP_LTZ: 231,
  INTERVAL_YM: 182,
  INTERVAL_DS: 183,
  RAW: 23,
  BINARY_FLOAT: 100,
  BINARY_DOUBLE: 101,
  ROWID: 11,
  CLOB: 112,
  NCLOB: 112,
  BLOB: 113,
  LONG: 8,
  LONG_RAW: 24,
} as const satisfies Record<OracleKind, number>

const binaryInteger = 3

/** The type in which a client sends a value. Throws `ProtocolError` for one that is not known here. */
export function typeOfBind(code: number, form: number): OracleType {
  const national = form === nationalForm
  switch (code) {
    case binaryInteger:
    case typeCode.NUMBER:
      return { kind: 'NUMBER' }
    case typeCode.VARCHAR2:
    case typeCode.LONG:
      return { kind: national ? 'NVARCHAR2' : 'VARCHAR2' }
    case typeCode.CHAR:
      return { kind: national ? 'NCHAR' : 'CHAR' }
    case typeCode.CLOB:
      return { kind: national ? 'NCLOB' : 'CLOB' }
    case typeCode.LONG_RAW:
      return { kind: 'RAW' }
    default: {
      const kinds = ['DATE', 'TIMESTAMP', 'TIMESTAMP_TZ', 'TIMESTAMP_LTZ', 'INTERVAL_YM'] as const
      const others = ['INTERVAL_DS', 'RAW', 'BINARY_FLOAT', 'BINARY_DOUBLE', 'BLOB'] as const
      const kind = [...kinds, ...others].find((known) => typeCode[known] === code)
      if (kind === undefined) throw new ProtocolError(`Values of the type ${code} are not taken`)
      return { kind }
    }
  }
}
