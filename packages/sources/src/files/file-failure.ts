import { faultOfConnection, SyncError, type ErrorDetails } from '@aaps-data/contracts'
import { types } from 'node:util'

/**
 * Says what a failure to reach or to read a file means. The original stays its cause. What is none
 * of the system's failures is a defect and is given back as it is.
 */
export function fileFailure(error: unknown, details: ErrorDetails): unknown {
  if (error instanceof SyncError || !types.isNativeError(error)) return error
  const code = codeOf(error) ?? ''
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new SyncError('SOURCE_FILE_MISSING', details, error)
    case 'EACCES':
    case 'EPERM':
      return new SyncError('SOURCE_PERMISSION_DENIED', details, error)
    // Of networked folders: what they are mounted from is away, or has changed below them.
    case 'EIO':
    case 'ESTALE':
    case 'EHOSTDOWN':
    case 'ETIMEDOUT':
    case 'EAGAIN':
      return new SyncError('SOURCE_UNREACHABLE', details, error)
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EMFILE':
    case 'ENFILE':
      return new SyncError('SOURCE_READ_FAILED', { ...details, reason: code }, error)
    default: {
      const fault = faultOfConnection(error)
      return fault === undefined ? error : new SyncError(`SOURCE_${fault}`, details, error)
    }
  }
}

function codeOf(error: Error): string | undefined {
  const code: unknown = 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : undefined
}
