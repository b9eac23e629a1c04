import { announcements } from './0011-dispatch-functions/announcements.ts'
import { attempts } from './0011-dispatch-functions/attempts.ts'
import { cancellations } from './0011-dispatch-functions/cancellations.ts'
import { outcomes } from './0011-dispatch-functions/outcomes.ts'
import { requests } from './0011-dispatch-functions/requests.ts'

/** Requests, slots, cancellations and deadlines, each in one transaction. */
export const dispatchFunctions = [requests, cancellations, attempts, announcements, outcomes].join(
  '',
)
