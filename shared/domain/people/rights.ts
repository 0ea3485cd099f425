// Who may do what, in one table. Runs anywhere: no clock, no I/O. Rules PE1..PE3 of docs/specs/people.md.
import type { Role } from '../facts/common.ts'

export const rights = [
  'sign-in', 'pick', 'put', 'check', 'manifest', 'reprint', 'approve-weight', 'weigh-in', 'kick-out', 'release-wave', 'edit-rules',
  'manage-people', 'manage-stations', 'import', 'cancel-order', 'settle-print', 'unlock-badge', 'unmask',
] as const
export type Right = (typeof rights)[number]

const floorWork = ['sign-in', 'pick', 'put', 'check', 'manifest'] as const
const supervision = [
  'reprint', 'approve-weight', 'weigh-in', 'kick-out', 'release-wave', 'edit-rules', 'import', 'cancel-order', 'settle-print', 'unlock-badge', 'unmask', 'manage-stations',
] as const

/** PE1: a role has exactly the rights of its row. A temp works on the floor and overrides nothing. */
const rightsByRole: Readonly<Record<Role, ReadonlySet<Right>>> = {
  temp: new Set(floorWork),
  packer: new Set([...floorWork, 'reprint']),
  supervisor: new Set([...floorWork, ...supervision]),
  admin: new Set(rights),
}

/** Whether the role's row holds the right. */
export function mayDo(role: Role, right: Right): boolean {
  return rightsByRole[role].has(right)
}
