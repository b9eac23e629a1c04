import { parseOffset } from '../images/time-image.ts'
import { OracleError } from '../oracle-error.ts'
import type { Setting } from './syntax.ts'

/** What decides how a session's values are written and read where no format is given. */
export interface SessionSettings {
  readonly dateFormat: string
  readonly timestampFormat: string
  readonly timestampTzFormat: string
  /** Two characters: of decimals, and of groups of digits. */
  readonly numericCharacters: string
  readonly language: string
  /** Of the session's time zone, east of UTC. */
  readonly offsetMinutes: number
}

/** As a database in the United States has them. */
export const americanSettings: SessionSettings = {
  dateFormat: 'DD-MON-RR',
  timestampFormat: 'DD-MON-RR HH.MI.SSXFF AM',
  timestampTzFormat: 'DD-MON-RR HH.MI.SSXFF AM TZR',
  numericCharacters: '.,',
  language: 'AMERICAN',
  offsetMinutes: 0,
}

const ignored = new Set([
  ...[
    'NLS_SORT',
    'NLS_COMP',
    'NLS_TERRITORY',
    'NLS_CALENDAR',
    'NLS_LENGTH_SEMANTICS',
    'NLS_CURRENCY',
  ],
  ...['ISOLATION_LEVEL', 'OPTIMIZER_MODE', 'STATISTICS_LEVEL', 'CURSOR_SHARING', 'NLS_LANGUAGE'],
  ...['DDL_LOCK_TIMEOUT', 'RESUMABLE_TIMEOUT', 'CONTAINER'],
])

/** The settings after ALTER SESSION. CURRENT_SCHEMA is the caller's. Throws ORA-02248, 12705, 01882. */
export function changeSettings(
  settings: SessionSettings,
  { name, value }: Setting,
): SessionSettings {
  switch (name) {
    case 'NLS_DATE_FORMAT':
      return { ...settings, dateFormat: value }
    case 'NLS_TIMESTAMP_FORMAT':
      return { ...settings, timestampFormat: value }
    case 'NLS_TIMESTAMP_TZ_FORMAT':
      return { ...settings, timestampTzFormat: value }
    case 'NLS_DATE_LANGUAGE':
      return { ...settings, language: value.toUpperCase() }
    case 'NLS_NUMERIC_CHARACTERS':
      if (value.length !== 2 || value.charAt(0) === value.charAt(1)) {
        throw new OracleError(
          12705,
          'Cannot access NLS data files or invalid environment specified',
        )
      }
      return { ...settings, numericCharacters: value }
    case 'TIME_ZONE':
      return { ...settings, offsetMinutes: parseOffset(value.trim()) }
    default:
      if (ignored.has(name)) return settings
      throw new OracleError(2248, 'invalid option for ALTER SESSION')
  }
}
