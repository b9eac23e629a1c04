import { SyncError, type ErrorDetails } from '@aaps-data/contracts'
import { fileFailure } from '../files/file-failure.ts'
import { WorkbookError } from './workbook-error.ts'

/** Says what a failure to read a workbook means. What is no such failure is a defect. */
export function excelFailure(error: unknown, details: ErrorDetails): unknown {
  if (!(error instanceof WorkbookError)) return fileFailure(error, details)
  const { fault, facts } = error
  return new SyncError('SOURCE_FILE_INVALID', { ...details, reason: fault, ...facts }, error)
}
