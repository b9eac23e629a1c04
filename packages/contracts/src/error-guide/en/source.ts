import type { SyncErrorCode } from '../../error-codes.ts'
import type { ErrorExplanation } from '../error-guide.ts'

/** Errors met while reading a source or checking what was read. */
export const sourceGuide = {
  SOURCE_UNREACHABLE: {
    title: 'The source does not answer',
    cause:
      'No connection to the database that the data come from (such as SIIRAyS) could be made: it is off, under maintenance, or the network or a firewall does not let us through.',
    steps: [
      'Support: ask the administrator of the source whether it is under maintenance; if so, wait: it is tried again automatically.',
      'Network: check that the server and port in the details can be reached from the machine of the workers.',
      'Source administrator: check that the database is running and accepts connections.',
      'Support: if the attempts are used up, press “Synchronise now” when the source is back.',
    ],
    prevention:
      'Announce maintenance of the source in advance, and do not change firewall rules without trying this connection.',
  },
  SOURCE_AUTH_FAILED: {
    title: 'The source refused the user or password',
    cause:
      'The password of the reading user changed or expired, or the user was locked or deleted. It is not tried again, so that the account is not locked.',
    steps: [
      'Source administrator: check that the reading user exists, is not locked and that its password has not expired.',
      'Operations: put the current password in the connection variable of the source (such as SOURCE_SIIRAYS_URL) and restart the worker.',
      'Support: press “Synchronise now” and see that the run finishes.',
    ],
    prevention:
      'Use a user of its own for this service, whose password does not expire without notice, and note who changes it.',
  },
  SOURCE_PERMISSION_DENIED: {
    title: 'The source does not let us read a table',
    cause:
      'The reading user can enter the database but lacks permission on the table in the details. This often happens when the table was created again or a backup was restored.',
    steps: [
      'Source administrator: grant SELECT on that table, and usage of its schema, to the user of this service.',
      'Source administrator: check it by reading one row as that user.',
      'Support: press “Synchronise now”.',
    ],
    prevention:
      'Make the read permission part of the procedure that creates or restores tables of the source.',
  },
  SOURCE_TABLE_MISSING: {
    title: 'A table no longer exists in the source',
    cause:
      'The table in the details was dropped, renamed or moved to another schema; or the reading user cannot see it.',
    steps: [
      'Source administrator: say whether the table was dropped, renamed or moved, and why.',
      'Source administrator: if it was a mistake, restore it with its read permission.',
      'Developers: if the change is final, correct the definition of the dataset.',
      'Support: press “Synchronise now”. Meanwhile AAPS-DATA keeps the last good data.',
    ],
    prevention:
      'Agree with the source administrator on notice before tables that are synchronised change.',
  },
  SOURCE_COLUMN_MISSING: {
    title: 'A column no longer exists in the source',
    cause:
      'The table exists, but the column in the details was dropped or renamed. Nothing is copied in part: without it the data would be incomplete.',
    steps: [
      'Source administrator: say whether the column was dropped or renamed, and whether on purpose.',
      'Source administrator: if it was a mistake, restore it.',
      'Developers: if the change is final, correct the definition of the dataset and publish it.',
      'Support: press “Synchronise now”.',
    ],
    prevention:
      'Agree with the source administrator on notice before columns of synchronised tables change.',
  },
  SOURCE_READ_FAILED: {
    title: 'The source failed while it was being read',
    cause:
      'The connection broke or the source database cancelled the read halfway. What was read is discarded and a new, complete view is read from the start.',
    steps: [
      'Support: wait for the next attempt, which is automatic.',
      'Source administrator: if it happens again, look at the log of the database at the time of the attempt (restart, cancelled query, time limit, damaged table).',
      'Network: if the database shows nothing, look for network cuts between the worker and the source.',
    ],
    prevention:
      'Schedule backups and maintenance of the source outside the hours of synchronisation.',
  },
  KEY_NULL: {
    title: 'Rows of the source have no key',
    cause:
      'In the table in the details, the column that identifies each row is empty in some. Without a key nobody can tell which row of the target they belong to.',
    steps: [
      'Source administrator: find the rows with an empty key (the details give the table, the column and how many).',
      'Source administrator, with the department that owns the data: fill in the key or delete those rows.',
      'Support: press “Synchronise now”.',
    ],
    prevention: 'Declare that column NOT NULL or primary key in the source.',
  },
  KEY_DUPLICATE: {
    title: 'Rows of the source share one key',
    cause:
      'In the table in the details, two or more rows share the key that should be unique. Choosing one would be inventing; so none is copied.',
    steps: [
      'Source administrator: find the repeated keys (the details give the table and examples).',
      'Owning department: decide which row holds; the source administrator corrects or deletes the others.',
      'Support: press “Synchronise now”.',
    ],
    prevention:
      'Declare the key primary or unique in the source, so that it refuses repeated ones.',
  },
  VALUE_NOT_CARRIED: {
    title: 'A value of the source does not fit the target exactly',
    cause:
      'A number, date or text cannot be kept in AAPS-DATA without cutting, rounding or changing it (such as an impossible date or a text longer than its column). No value is altered silently.',
    steps: [
      'Support: read the table, the column and the key of the row in the details.',
      'Owning department: say whether the value is a mistake; if so, the source administrator corrects it.',
      'Developers: if the value is right, widen the column of the target or declare a rule for it.',
      'Support: press “Synchronise now”.',
    ],
    prevention:
      'Give the source the same limits as the target, so that the mistake shows when the value is written.',
  },
  DERIVED_TABLE_FAILED: {
    title: 'A derived table could not be computed',
    cause:
      'The tables were read well, but the query that builds another table from them failed (such as the document of each EPSA). As everything changes together, none was written.',
    steps: [
      'Support: send the report to the developers with the button “Copy report”.',
      'Developers: correct the query of the table in the details, or treat the value that it did not expect.',
      'Support: press “Synchronise now” when the correction is published.',
    ],
    prevention: 'Add the value that broke the query to the tests of the project.',
  },
  STAGING_INCOMPLETE: {
    title: 'The staged rows are not all that were read',
    cause:
      'Before writing, the rows copied to the staging area are counted, and some were missing. This usually happens when the AAPS-DATA database restarted suddenly. Nothing was written, so that no good data are deleted.',
    steps: [
      'Nobody has to act: it starts again automatically.',
      'AAPS-DATA administrator: if it happens again, find out why the database restarts.',
    ],
    prevention: 'Watch the stability of the AAPS-DATA database (memory, disk, restarts).',
  },
} as const satisfies Partial<Record<SyncErrorCode, ErrorExplanation>>
