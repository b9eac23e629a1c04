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
      'The table exists, but the column in the details was dropped or renamed (if there is a new column as well, it may be that one). Nothing is copied in part: without it the data would be incomplete.',
    steps: [
      'Source administrator: say whether the column was dropped or renamed, and whether on purpose.',
      'Source administrator: if it was a mistake, restore it.',
      'Developers: if the change is final, correct the definition of the dataset and publish it.',
      'Support: press “Synchronise now”.',
    ],
    prevention:
      'Agree with the source administrator on notice before columns of synchronised tables change.',
  },
  SOURCE_COLUMN_TYPE: {
    title: 'A column of the source has changed its type',
    cause:
      'The column in the details no longer has in the source the type that the definition of the dataset says: it takes more, or less, or is of another kind. You are told before values are copied that might not fit. The details name every column that has changed.',
    steps: [
      'Source administrator: say whether the type was changed on purpose; if it was a mistake, undo it.',
      'Developers: if it is there to stay, write the new type into the definition (the details give the line) and publish it.',
      'AAPS-DATA administrator: if the type in the target has to change too, run aaps-sync migrate, which says what is needed.',
      'Support: press “Synchronise now”.',
    ],
    prevention:
      'Agree with the source administrator on a warning before types are changed, or declare drift: add for the dataset, which widens the target where nothing is lost.',
  },
  SOURCE_COLUMN_NEW: {
    title: 'The source has columns that the definition does not know',
    cause:
      'The columns in the details were added to a table of the source, and nobody has decided whether they are to be copied. Nothing was written, so that no data are missing without anybody knowing.',
    steps: [
      'Developers: if the details say “the name is taken”, AAPS-DATA has a column of that name already which the definition does not fill; put it into the definition, or rename or drop it in the target.',
      'Department that owns the data: decide whether the new column is to reach AAPS-DATA.',
      'Developers: add it to the columns of the table or to unmapped (the details give the lines) and publish the definition.',
      'AAPS-DATA administrator: if it was added to the columns, run aaps-sync migrate.',
      'Support: press “Synchronise now”.',
    ],
    prevention:
      'Agree with the source administrator on a warning before columns are added, or declare for the dataset drift: add (they are copied by themselves) or drift: ignore (you are only told).',
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
  SOURCE_CLOSED: {
    title: 'The source is not read at this hour',
    cause:
      'The file sources.yaml says at which hours the source must not be read, so that nobody who works with it is disturbed. The run began, or was still reading, within these hours. Nothing was written.',
    steps: [
      'Nobody has to do anything: the run begins by itself when the source is open again; the details say when.',
      'Support: if the data is needed earlier, ask the developers to change the hours.',
    ],
    prevention: 'Schedule runs outside the closed hours of their source.',
  },
  SNAPSHOT_TOO_LONG: {
    title: 'Reading the source took too long',
    cause:
      'Reading took longer than the source allows (maxSnapshotMinutes in sources.yaml). As long as it lasts, the source cannot clean up old rows, and grows. It was ended and nothing was written.',
    steps: [
      'Nobody has to act the first time: it is tried again.',
      'Administrator of the source: if it comes again, look whether the database or the network is slow.',
      'Developers: if the table has grown, read it incrementally or allow more minutes.',
    ],
    prevention: 'Read large tables incrementally and when there is little work.',
  },
  KEY_NULL: {
    title: 'Rows of the source have no key',
    cause:
      'In the table in the details, the column that identifies each row is empty in some. Without a key nobody can tell which row of the target they belong to.',
    steps: [
      'Source administrator: find the rows with an empty key (the details give the table, the column, how many, and how many are tolerated as maxRejects; the page of the run lists them, also as CSV).',
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
      'Source administrator: find the repeated keys (the details give the table, how many rows, how many are tolerated as maxRejects, and examples; the page of the run lists them, also as CSV).',
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
  ROWS_REJECTED: {
    title: 'The source has rows that break the rules',
    cause:
      'More rows were rejected than the dataset tolerates, or a rule that tolerates none was broken. The details say how many there are by table and rule, and how many each table tolerates (maxRejects; none of a rule that fails). The page of the run lists them one by one, also as CSV. Nothing was written: AAPS-DATA keeps the last good data.',
    steps: [
      'Support: open the list of rejected rows on the page of the run, download it as CSV and send it to the department that owns the data.',
      'Department that owns the data: say what is right in each row; the administrator of the source corrects them.',
      'Developers: if the rows are right, correct the rule in the definition of the dataset; if it can do without them, declare how many are tolerated (maxRejects).',
      'Support: press “Synchronise now”; the rows that were corrected are marked as solved.',
    ],
    prevention:
      'Declare the same rules in the source (required, unique, allowed values), so that the mistake shows when the value is entered.',
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
