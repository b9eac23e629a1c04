import { fileGuide } from './en/file.ts'
import { serviceGuide } from './en/service.ts'
import { sourceGuide } from './en/source.ts'
import { targetGuide } from './en/target.ts'
import type { ErrorGuide } from './error-guide.ts'

/** The guide in English. */
export const errorGuideEn: ErrorGuide = {
  codes: { ...serviceGuide, ...sourceGuide, ...fileGuide, ...targetGuide },
  unknown: {
    title: 'Error not in the catalogue',
    cause:
      'This code is not in the guide of this version. What is known for certain is on the page of the run: the phase, the details, whether anything was written and whether there will be another attempt.',
    steps: [
      'Support: copy the report from the page of the run and send it to the developers.',
      'Developers: check whether different versions of the services are running, and complete the guide.',
    ],
    prevention: 'Upgrade all services together, so that the guide knows every code.',
  },
  actors: {
    nobody: 'Nobody: it mends itself',
    support: 'Technical support',
    'source-admin': 'Source administrator (SIIRAyS)',
    'target-admin': 'AAPS-DATA administrator',
    network: 'Network',
    operations: 'Operations (IT area)',
    developers: 'Developers',
  },
  dispositions: {
    retry: 'Tried again automatically, until the attempts are used up',
    defer: 'Left for another time, without using up an attempt',
    hold: 'Held until a person decides',
    reject: 'Not tried again: the cause must be mended first',
  },
}
