import { live } from '../live/live.ts'
import { mayStartRuns } from '../session/session.ts'

/** Messages on the broker that wait for a person, as many as concern who looks at the page. */
export function setAsideToSee(): number {
  return mayStartRuns.value ? (live.value?.setAside ?? 0) : 0
}
