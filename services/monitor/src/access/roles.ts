import type { Role } from '../schemas/action.ts'

/** Every action that the monitor knows, and the least role that may do it. */
const leastRole = {
  view: 'viewer',
  'run.request': 'operator',
  'run.approve': 'operator',
  'run.discard': 'operator',
  'run.cancel': 'operator',
  'run.retry': 'operator',
  'dataset.cancel-queued': 'operator',
  'schedule.pause': 'operator',
  'schedule.resume': 'operator',
  'parking.read': 'operator',
  'parking.replay': 'operator',
  'parking.drop': 'operator',
  'audit.read': 'admin',
} as const satisfies Record<string, Role>

export type Action = keyof typeof leastRole

const ranks: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, admin: 2 }

/** Whether somebody of this role may do this. */
export function isAllowed(role: Role, action: Action): boolean {
  return ranks[role] >= ranks[leastRole[action]]
}

/** The least role that may do this. */
export function leastRoleFor(action: Action): Role {
  return leastRole[action]
}
