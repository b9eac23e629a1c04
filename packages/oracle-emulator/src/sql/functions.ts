import { notEmulated, OracleError } from '../oracle-error.ts'
import { clockFunctions } from './clock-functions.ts'
import type { Compiled, Environment } from './compiled.ts'
import { conversionFunctions } from './conversion-functions.ts'
import { choiceFunctions } from './choice-functions.ts'
import { numberFunctions } from './number-functions.ts'
import { textFunctions } from './text-functions.ts'

/** A function as it is called. */
export interface Call {
  readonly path: readonly string[]
  readonly given: readonly Compiled[]
  readonly at: number
  readonly hasParentheses: boolean
}

export interface OracleFunction {
  /** How many arguments it takes, at least and at most. */
  readonly takes: readonly [least: number, most: number]
  /** It may be named, or has to be, without parentheses. */
  readonly isPlain?: boolean
  compile(given: readonly Compiled[], environment: Environment, at: number): Compiled
}

export type Functions = Readonly<Record<string, OracleFunction>>

const functions: ReadonlyMap<string, OracleFunction> = new Map(
  Object.entries({
    ...clockFunctions,
    ...conversionFunctions,
    ...choiceFunctions,
    ...numberFunctions,
    ...textFunctions,
  }),
)

/** Of Oracle, and not of the emulator. */
const others = new Set([
  ...[
    'ORA_HASH',
    'STANDARD_HASH',
    'DUMP',
    'LISTAGG',
    'XMLSERIALIZE',
    'XMLTYPE',
    'JSON_VALUE',
    'JSON_OBJECT',
  ],
  ...[
    'REGEXP_LIKE',
    'REGEXP_REPLACE',
    'REGEXP_SUBSTR',
    'TRANSLATE',
    'SOUNDEX',
    'NEXT_DAY',
    'MONTHS_BETWEEN',
  ],
  ...[
    'SYS_GUID',
    'USERENV',
    'ORA_ROWSCN',
    'SCN_TO_TIMESTAMP',
    'NEW_TIME',
    'STDDEV',
    'MEDIAN',
    'ROW_NUMBER',
  ],
  ...[
    'RANK',
    'LAG',
    'LEAD',
    'POWER',
    'SQRT',
    'BITAND',
    'TO_BLOB',
    'TO_MULTI_BYTE',
    'CONVERT',
    'LEVEL',
  ],
  ...['TO_YMINTERVAL', 'SCN', 'VSIZE', 'NLSSORT', 'EMPTY_CLOB', 'INITCAP', 'VERSIONS_STARTSCN'],
])

/** Undefined for a name that no function has. Throws ORA-00909 for a wrong number of arguments. */
export function compileCall(call: Call, environment: Environment): Compiled | undefined {
  const path = call.path[0] === 'SYS' ? call.path.slice(1) : call.path
  const name = path.join('.')
  const found = functions.get(name)
  if (found === undefined) {
    if (others.has(name)) throw notEmulated(name, call.at)
    return undefined
  }
  if (!call.hasParentheses && found.isPlain !== true) return undefined
  const [least, most] = found.takes
  if (call.given.length < least || call.given.length > most) {
    throw new OracleError(909, 'invalid number of arguments', call.at)
  }
  return found.compile(call.given, environment, call.at)
}
