import type { SyncErrorCode } from '../../error-codes.ts'
import type { ErrorExplanation } from '../error-guide.ts'

/** Errors met while writing the target. */
export const targetGuide = {
  TARGET_UNREACHABLE: {
    title: 'The AAPS-DATA database does not answer',
    cause:
      'The worker cannot connect to the target database, or the connection broke: it is stopped, it is restarting, or the network does not reach it.',
    steps: [
      'AAPS-DATA administrator: check that the database is running and has not reached its limit of connections.',
      'Network: check that the server and port in the details can be reached from the machine of the workers.',
      'Support: wait; it is tried again automatically. If the attempts are used up, press “Synchronise now” when the database is back.',
    ],
    prevention:
      'Watch the AAPS-DATA database and maintain it outside the hours of synchronisation.',
  },
  TARGET_AUTH_FAILED: {
    title: 'The AAPS-DATA database refused the user or password',
    cause: 'The password of the writing user changed or expired, or the user was locked.',
    steps: [
      'AAPS-DATA administrator: check that the user exists, may log in and that its password is current.',
      'Operations: put the current password in TARGET_DATABASE_URL (DATABASE_URL with npm start) and restart the services.',
      'Support: press “Synchronise now” and see that the run finishes.',
    ],
    prevention:
      'Change the password in the database and in the configuration of the services at the same moment.',
  },
  TARGET_PERMISSION_DENIED: {
    title: 'The AAPS-DATA database does not let us write a table',
    cause:
      'The writing user can enter the database but lacks permission on the table or schema in the details. This often happens when somebody else created the table again and owns it now.',
    steps: [
      'AAPS-DATA administrator: give the ownership of, or the permissions on, that table and its schema back to the user of this service.',
      'Support: press “Synchronise now”.',
    ],
    prevention:
      'Create and change synchronised tables only with the command aaps-sync migrate, never by hand.',
  },
  TARGET_TABLE_MISSING: {
    title: 'A table is missing in the AAPS-DATA database',
    cause:
      'The target table in the details does not exist: the dataset is new and its tables were not created yet, or somebody dropped it.',
    steps: [
      'AAPS-DATA administrator: run aaps-sync migrate, which creates the missing tables from the definition.',
      'Support: press “Synchronise now”; the table is filled again from the source.',
    ],
    prevention:
      'Run aaps-sync migrate each time a new definition is published, and do not drop synchronised tables.',
  },
  TARGET_COLUMN_MISSING: {
    title: 'A column is missing in a table of AAPS-DATA',
    cause:
      'The definition of the dataset has a column that the target table does not have yet, or somebody removed it.',
    steps: [
      'AAPS-DATA administrator: run aaps-sync migrate, which adds the missing columns without losing data.',
      'Support: press “Synchronise now”.',
    ],
    prevention: 'Run aaps-sync migrate each time a new definition is published.',
  },
  TARGET_COLUMN_COMPUTED: {
    title: 'AAPS-DATA computes a column by itself that is to be copied',
    cause:
      'The column in the details is a generated column in the target: its value is computed from other columns, or it is always numbered by AAPS-DATA itself (identity), and that of the source cannot be given to it.',
    steps: [
      'Developers: if the computed value is the one that is needed, take the column out of the definition (that of the source goes to unmapped).',
      'AAPS-DATA administrator: if the value of the source is needed, run aaps-sync migrate and do what it says so that the column is computed no more, or is numbered only by default.',
      'Support: press “Synchronise now”.',
    ],
    prevention: 'Do not make synchronised columns computed; add other columns for that.',
  },
  TARGET_KEY_MISSING: {
    title: 'A table of AAPS-DATA has lost its key',
    cause:
      'The definition of the dataset gives the table a key, but the target table has neither a primary key nor a unique index on those columns (somebody removed it, or the definition is newer), or there are tables that inherit from it and repeat its keys, or a column of the key has a collation for which different texts are equal. Without a strict key two rows may be taken for one.',
    steps: [
      'AAPS-DATA administrator: run aaps-sync migrate, which adds the primary key.',
      'AAPS-DATA administrator: if rows that share a key prevent it, empty the table and those that inherit from it; the next run fills it again.',
      'AAPS-DATA administrator: if the details say collation, give the column an ordinary one: alter table … alter column … type text collate "C".',
      'Support: press “Synchronise now”.',
    ],
    prevention: 'Do not remove primary keys or unique indexes of the tables that are synchronised.',
  },
  TARGET_CHANGED: {
    title: 'Somebody altered a table of AAPS-DATA during the run',
    cause:
      'A column of the target table got another type after the rows to be written were checked. To write them so might have rounded or cut them, so nothing was written.',
    steps: [
      'Support: wait for the next attempt, which is automatic and checks the rows with the new type.',
      'AAPS-DATA administrator: if the change was not intended, run aaps-sync migrate and do what it says.',
    ],
    prevention: 'Alter the target tables outside the hours of synchronisation.',
  },
  TARGET_LOCKED: {
    title: 'Another session holds the tables of AAPS-DATA locked',
    cause:
      'A person or a program keeps an operation open on the same tables (a load, maintenance, a query that left its transaction open). We waited for a reasonable time and left it for later.',
    steps: [
      'Support: wait for the next attempt, which is automatic.',
      'AAPS-DATA administrator: if it happens again, find the session that holds the lock (view pg_stat_activity) and close it or ask its owner to finish.',
      'Support: see on this page that the next attempt finishes.',
    ],
    prevention:
      'Do not leave transactions open in desktop tools, and schedule loads and maintenance outside the hours of synchronisation.',
  },
  TARGET_CANCELLED: {
    title: 'AAPS-DATA cancelled our operation',
    cause:
      'An administrator or a program of the database cancelled what the run was doing (pg_cancel_backend, a tool that ends long queries, recovery of a standby). Everything was rolled back.',
    steps: [
      'Support: wait for the next attempt, which is automatic.',
      'AAPS-DATA administrator: if it happens again, find what cancels long queries and except the login of the synchronisation.',
      'Support: see on this page that the next attempt finishes.',
    ],
    prevention:
      'Except the login of the synchronisation from tools that end long queries, and name the main server in the connection, not a standby.',
  },
  TARGET_CONSTRAINT: {
    title: 'The data of the source break a rule of AAPS-DATA',
    cause:
      'A rule of the target table (a value that is required, unique, or must exist in another table) does not hold for what the source brings. Everything was rolled back: writing a part would leave inconsistent data.',
    steps: [
      'Support: read the table and the broken rule (constraint) in the details.',
      'Source administrator, with the department that owns the data: correct the rows that break it.',
      'AAPS-DATA administrator: if the rule should not be there, remove it from the target table.',
      'Support: press “Synchronise now”.',
    ],
    prevention:
      'Declare the same rule in the source, and add no rules to target tables without trying them on the real data.',
  },
  TARGET_UNIQUE_ORDER: {
    title: 'A unique value went from one row to another',
    cause:
      'In the source rows exchanged a value that must be unique in AAPS-DATA, or one took it over from another that other tables refer to. The rule of the target is checked row by row, so that no order of writing works. The data are in order, and everything was rolled back.',
    steps: [
      'AAPS-DATA administrator: create the constraint in the details again as deferrable, so that it is checked at the end.',
      'Support: press “Synchronise now”.',
    ],
    prevention:
      'Create unique constraints of synchronised tables as deferrable, or do not create them by hand.',
  },
  TARGET_INTERFERED: {
    title: 'Something in AAPS-DATA altered what was written',
    cause:
      'The database changed other rows or other values than it was told to: a trigger, a rule or a row security policy interferes. The details name it, the columns that it changes and examples of the rows. Everything was rolled back, because the target would no longer equal the source.',
    steps: [
      'AAPS-DATA administrator: see what the trigger, rule or policy in the details does to those columns, and remove it or let it leave them alone.',
      'AAPS-DATA administrator: if somebody needs them, move them to a separate table that reads from this one.',
      'Support: press “Synchronise now”.',
    ],
    prevention:
      'Let no trigger, rule or policy change the synchronised columns: their content belongs to the source. Columns that are not in the definition may be changed.',
  },
  TARGET_FULL: {
    title: 'The AAPS-DATA database has no room or resources left',
    cause:
      'The target server has no disk, memory or connections left. What was written was rolled back and the earlier data are intact.',
    steps: [
      'AAPS-DATA administrator: check the free disk space, and free or add some.',
      'AAPS-DATA administrator: if there is disk space, look at the memory and the number of connections in use.',
      'Support: wait for the next attempt; if they are used up, press “Synchronise now”.',
    ],
    prevention: 'Set an alarm for when the disk of the server is more than 80% used.',
  },
  TARGET_FAILED: {
    title: 'The AAPS-DATA database failed while it was being written',
    cause:
      'The database returned an error that is not about the data (a restart, a cancelled operation, internal damage). What was written was rolled back.',
    steps: [
      'Support: wait for the next attempt, which is automatic.',
      'AAPS-DATA administrator: if it happens again, look at the log of the database at the time of the attempt; the details give the code that it returned.',
      'Support: if the attempts are used up, press “Synchronise now” when the database is in order.',
    ],
    prevention: 'Watch the log of the AAPS-DATA database and keep it up to date.',
  },
} as const satisfies Partial<Record<SyncErrorCode, ErrorExplanation>>
