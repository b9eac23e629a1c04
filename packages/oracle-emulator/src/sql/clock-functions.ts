import { encodeInteger, encodeNumber } from '../images/number-image.ts'
import {
  encodeTime,
  encodeZonedTime,
  offsetText,
  shiftMinutes,
  type WallTime,
} from '../images/time-image.ts'
import { OracleError } from '../oracle-error.ts'
import { constantOf, type Compiled, type Environment } from './compiled.ts'
import { convert } from './convert.ts'
import type { Functions } from './functions.ts'

const text = (value: string): Compiled =>
  constantOf({ kind: 'VARCHAR2', length: Buffer.byteLength(value) }, Buffer.from(value))

const zoned = (utc: WallTime, offset: number): Compiled =>
  constantOf({ kind: 'TIMESTAMP_TZ', scale: 6 }, encodeZonedTime(utc, offset))

const scnOf = ({ scn }: Environment): Compiled =>
  constantOf({ kind: 'NUMBER' }, encodeNumber({ digits: scn(), exponent: 0 }))

/** Of the server's clock, its session and its system change number. */
export const clockFunctions: Functions = {
  SYSDATE: {
    takes: [0, 0],
    isPlain: true,
    compile: (_given, { now }) => constantOf({ kind: 'DATE' }, encodeTime(now, false)),
  },
  SYSTIMESTAMP: { takes: [0, 1], isPlain: true, compile: (_given, { now }) => zoned(now, 0) },
  CURRENT_TIMESTAMP: {
    takes: [0, 1],
    isPlain: true,
    compile: (_given, { now, settings }) => zoned(now, settings.offsetMinutes),
  },
  LOCALTIMESTAMP: {
    takes: [0, 1],
    isPlain: true,
    compile: (_given, { now, settings }) => {
      const local = shiftMinutes(now, settings.offsetMinutes)
      return constantOf({ kind: 'TIMESTAMP', scale: 6 }, encodeTime(local, true))
    },
  },
  CURRENT_DATE: {
    takes: [0, 0],
    isPlain: true,
    compile: (_given, { now, settings }) => {
      const local = shiftMinutes(now, settings.offsetMinutes)
      return constantOf({ kind: 'DATE' }, encodeTime(local, false))
    },
  },
  DBTIMEZONE: { takes: [0, 0], isPlain: true, compile: () => text('+00:00') },
  SESSIONTIMEZONE: {
    takes: [0, 0],
    isPlain: true,
    compile: (_given, { settings }) => text(offsetText(settings.offsetMinutes)),
  },
  USER: { takes: [0, 0], isPlain: true, compile: (_given, { user }) => text(user) },
  UID: {
    takes: [0, 0],
    isPlain: true,
    compile: () => constantOf({ kind: 'NUMBER' }, encodeInteger(100)),
  },
  'DBMS_FLASHBACK.GET_SYSTEM_CHANGE_NUMBER': {
    takes: [0, 0],
    isPlain: true,
    compile: (_given, environment) => {
      environment.demandFlashbackPackage()
      return scnOf(environment)
    },
  },
  TIMESTAMP_TO_SCN: {
    takes: [1, 1],
    compile: (_given, environment) => scnOf(environment),
  },
  SYS_CONTEXT: {
    takes: [2, 3],
    compile: (given, environment) => {
      const [namespace, parameter] = given.map((value) =>
        convert(value, { kind: 'VARCHAR2' }, environment).constant?.toString().toUpperCase(),
      )
      if (namespace !== 'USERENV') return constantOf({ kind: 'VARCHAR2', length: 256 }, null)
      const value = environment.context(parameter ?? '')
      if (value === undefined) throw new OracleError(2003, 'invalid USERENV parameter')
      return constantOf(
        { kind: 'VARCHAR2', length: 256 },
        value === null || value === '' ? null : Buffer.from(value),
      )
    },
  },
}
