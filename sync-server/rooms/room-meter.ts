/** What rooms count, as a port: once a frame, a write or a broadcast, never once a reader. Numbers, no names. */
import type { RejectCode } from '../../shared/wire.ts'
import type { PeerFrame } from './frames.ts'

/** What became of a write frame. `ignored`: it came after one that was refused. */
export type WriteOutcome = 'applied' | 'nothing-new' | 'asked-again' | 'ignored' | 'refused'

export interface RoomMeter {
  readonly received: (kind: PeerFrame['kind']) => void
  readonly wrote: (outcome: WriteOutcome) => void
  readonly refused: (code: RejectCode) => void
  /** So many updates, the first of them accepted at `acceptedAt`, were handed to so many connections. */
  readonly delivered: (updates: number, readers: number, acceptedAt: number) => void
}

/** Nobody counts. */
export const NO_METER: RoomMeter = {
  received: () => undefined,
  wrote: () => undefined,
  refused: () => undefined,
  delivered: () => undefined,
}
