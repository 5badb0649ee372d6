/** May this principal enter this room, and at which level? Asked on joining, and again after each change of rights. */
import type { Level } from '../../shared/levels.ts'
import type { Room } from '../../shared/rooms.ts'
import type { Principal } from './principal.ts'

export type Authorization =
  | { readonly allowed: true; readonly level: Exclude<Level, 'none'> }
  /** `unknown`: no such room, or none that this principal may know of. */
  | { readonly allowed: false; readonly reason: 'forbidden' | 'unknown' }

export type Authorize = (principal: Principal, room: Room) => Promise<Authorization>
