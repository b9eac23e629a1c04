import type { SyncErrorCode } from '../../error-codes.ts'
import type { ErrorExplanation } from '../error-guide.ts'

/** Errors of the sheets and files that data come from. */
export const fileGuide = {
  SOURCE_FILE_MISSING: {
    title: 'The file is not where it is expected',
    cause:
      'The folder or address that the data come from has no file of that name: it has not been put there yet, was deleted, has another name, or the shared folder is not connected.',
    steps: [
      'Support: look in the details for the folder and the name that is expected; a * in the name stands for any text, and capitals count.',
      'Support: ask the department to put the file there, or rename it.',
      'Operations: if the whole folder is missing, connect the shared folder on the machine of the workers.',
      'Support: press “Synchronise now” and see that the run finishes.',
    ],
    prevention:
      'Agree with the department on the name of the file, and that a new one replaces the old one instead of deleting it first.',
  },
  SOURCE_FILE_CHANGING: {
    title: 'The file is still being written',
    cause:
      'Somebody is saving or copying the file: it changed while it was read. Nothing was taken from it; it is tried again when it is left alone.',
    steps: [
      'Nobody has to do anything: it is tried again by itself.',
      'Support: if it goes on for more than an hour, ask the department to finish the copy or to close the program that writes the file.',
    ],
    prevention:
      'Save the file under another name in the same folder and rename it at the end, instead of writing it for a long time.',
  },
  SOURCE_FILE_INVALID: {
    title: 'The file cannot be read',
    cause:
      'The file is not what it should be: it is damaged or incomplete, has another format, or lacks the titles of the columns. The details say what is wrong. The data of AAPS-DATA stay as they were.',
    steps: [
      'Support: open the file with the program that made it and compare it with the details: the reason, and the titles that are expected.',
      'Department: correct the titles, or save the file again in the agreed format, and put it in the same place.',
      'Department: if the reason is “xls” or “ods”, open it and choose “Save as”, type “Excel workbook (.xlsx)”; if it is “encrypted”, save it without a password; if it is “utf-16”, save it as CSV UTF-8.',
      'Developers: if the titles were changed on purpose, put them into the definition of the dataset.',
      'Support: press “Synchronise now” and see that the run finishes.',
    ],
    prevention:
      'Always start from the model sheet, leave the titles of the columns as they are, and do not change the extension of the name by hand.',
  },
} as const satisfies Partial<Record<SyncErrorCode, ErrorExplanation>>
