import { SyncError, type ErrorDetails } from '@aaps-data/contracts'
import { fileFailure } from '../files/file-failure.ts'
import { CsvFormError } from './detect-form.ts'
import { UnclosedQuoteError } from './scan-records.ts'

/** Says what a failure to read a CSV file means. What is no such failure is a defect. */
export function csvFailure(error: unknown, details: ErrorDetails): unknown {
  if (error instanceof CsvFormError) {
    const { fault: reason, titles } = error
    const told = titles.length === 0 ? {} : { titles }
    return new SyncError('SOURCE_FILE_INVALID', { ...details, reason, ...told }, error)
  }
  if (error instanceof UnclosedQuoteError) {
    const { line } = error
    const told = { ...details, reason: 'a quote is not closed', line }
    return new SyncError('SOURCE_FILE_INVALID', told, error)
  }
  return fileFailure(error, details)
}
