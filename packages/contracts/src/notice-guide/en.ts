import type { NoticeGuide } from './notice-guide.ts'

/** The words of notices in English. */
export const noticeGuideEn: NoticeGuide = {
  codes: {
    SOURCE_MOVED: {
      title: 'The source changed after the snapshot that was applied',
      meaning:
        'Exactly what a person approved was applied. Since that snapshot was taken the source has changed: what is new is not in AAPS-DATA yet.',
      action:
        'Nobody has to do anything: the next run brings what is new. When it is needed now, press “Synchronise now”.',
    },
    TARGET_EDITED: {
      title: 'Somebody changed rows of AAPS-DATA by hand',
      meaning:
        'Since the last run, rows of this table were changed without this service. The run compares them with the source like all others: what differs is restored.',
      action:
        'Administrator of AAPS-DATA: find out who writes to the table and take the permission away. What must stay is corrected in the source.',
    },
    CURSOR_PASSED_ROWS: {
      title: 'The source had rows that incremental runs passed over',
      meaning:
        'Rows of this table were new or had changed, and their value in the column by which the runs read on is lower than what they had read already. The runs before did not see them; this one has read everything and brings them. A value that is far too high hides all rows after it in this way, as do rows that change without a new value, or that are written for longer than the overlap.',
      action:
        'Source administrator: look at the highest values of the column, and correct one that cannot be. Development team: if there is none, lengthen the overlap in the definition or read the table by another column.',
    },
    TARGET_ALTERED: {
      title: 'The definition of a table of AAPS-DATA was changed by hand',
      meaning:
        'The table is not as the definition of the dataset says: a key or a reference is gone, or a column has another type. The details say which.',
      action:
        'Administrator of AAPS-DATA: run aaps-sync migrate, which shows what is missing and restores it without losing data.',
    },
    COLUMN_NEW: {
      title: 'The source has columns that the dataset does not know',
      meaning:
        'New columns appeared in the table of the source. They are not copied; the details name them.',
      action:
        'Development team: add them to the definition of the dataset, or declare them as not used.',
    },
    COLUMN_MISSING: {
      title: 'The source no longer has a column',
      meaning:
        'The column was removed from the source. AAPS-DATA keeps its last values, which are neither updated nor compared any more.',
      action:
        'Development team: confirm it with the administrator of the source and remove the column from the definition, or ask for it to be put back.',
    },
    COLUMN_TYPE: {
      title: 'A column of the source changed its type',
      meaning:
        'Values were copied only where they fit exactly: nothing was rounded or cut. The details say which type it had and which it has.',
      action: 'Development team: put the new type into the definition of the dataset.',
    },
    COLUMN_ADDED: {
      title: 'A new column of the source was added to AAPS-DATA',
      meaning:
        'The dataset lets its target follow the source: the column was created and is copied from this run on.',
      action:
        'Nobody has to do anything now. Development team: it is best written into the definition of the dataset.',
    },
    COLUMN_WIDENED: {
      title: 'A column of AAPS-DATA was widened, as in the source',
      meaning:
        'The dataset lets its target follow the source: the column now has a type that takes all it took before, and more.',
      action:
        'Nobody has to do anything now. Development team: the new type is best written into the definition of the dataset.',
    },
    FILE_READ_AS: {
      title: 'It was found out how a file is written',
      meaning:
        'The definition of the dataset does not say how the file is written, so it was found out from the file itself. The details say what was found; the rows were read in that way.',
      action:
        'Support: look whether the details are right, above all whether letters with accents look right. Development team: write them into the definition, so that they are not guessed.',
    },
  },
  unknown: {
    title: 'Notice not in the catalogue',
    meaning:
      'The worker left a notice that this version of the page does not know. It did not stop the run. What is known for certain are the details.',
    action:
      'Development team: check whether different versions of the services run side by side, and complete the guide.',
  },
}
