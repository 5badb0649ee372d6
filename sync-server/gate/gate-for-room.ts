/** The gate that belongs to each kind of room. */
import type { Room } from '../../shared/rooms.ts'
import { createConversationGate } from './conversation-gate.ts'
import type { GateOptions } from './create-gate.ts'
import type { Gate } from './gate.ts'
import { createPersonalGate } from './personal-gate.ts'
import { createReadOnlyGate } from './read-only-gate.ts'
import { createTalkGate } from './talk-gate.ts'

export const gateForRoom = (room: Room, { doc, leases }: GateOptions): Gate => {
  switch (room.kind) {
    case 'conversation':
      return createConversationGate({ doc, leases })
    case 'talk':
      return createTalkGate({ doc, leases })
    case 'directory':
      return createReadOnlyGate({ doc })
    case 'personal':
      return createPersonalGate({ doc, leases, ownerId: room.userId })
  }
}
