/**
 * All rooms of a process: joining with rights that still hold when it is done, whatever else is asked of rooms, and
 * sending everybody away. The only asynchronous part of the rooms. How a document is opened and kept: `open-rooms.ts`.
 */
import { parseRoom, type Room as RoomAddress, type RoomName, roomName } from '../../shared/rooms.ts'
import { CLOSE } from '../../shared/wire.ts'
import type { Authorize } from '../access/authorization.ts'
import type { Principal } from '../access/principal.ts'
import { createOpenRooms, type OpenRoomsDeps, UNREADABLE } from './open-rooms.ts'
import type { Joined, JoinRequest, Rooms } from './rooms.ts'

export interface RoomsDeps extends OpenRoomsDeps {
  readonly authorize: Authorize
}

const MAX_JOIN_ATTEMPTS = 8

interface Arrival {
  readonly name: RoomName
  readonly principal: Principal
  state: 'waiting' | 'rights-changed' | 'signed-out'
}

export const createRooms = (deps: RoomsDeps): Rooms => {
  const open = createOpenRooms(deps)
  const arrivals = new Set<Arrival>()
  let closing = false

  const join = async (request: JoinRequest): Promise<Joined> => {
    const address = parseRoom(request.room)
    if (address === undefined) return refusal(CLOSE.notFound, 'There is no such room.')
    const arrival: Arrival = { name: roomName(address), principal: request.principal, state: 'waiting' }
    arrivals.add(arrival)
    try {
      return await enter(request, address, arrival)
    } catch (error) {
      deps.log.failed({ room: arrival.name, doing: 'join', error })
      return refusal(CLOSE.internal, 'Something went wrong here. Please try again.')
    } finally {
      arrivals.delete(arrival)
    }
  }

  const enter = async (request: JoinRequest, address: RoomAddress, arrival: Arrival): Promise<Joined> => {
    const { principal, connection, speaksBanyan } = request
    for (let attempt = 0; attempt < MAX_JOIN_ATTEMPTS; attempt++) {
      if (closing) return refusal(CLOSE.goingAway, 'The server is restarting.')
      arrival.state = 'waiting'
      const authorization = await deps.authorize(principal, address)
      if (!authorization.allowed) {
        return authorization.reason === 'unknown'
          ? refusal(CLOSE.notFound, 'There is no such room.')
          : refusal(CLOSE.forbidden, 'You have no access to this.')
      }
      const opened = await open.open(address)
      const { state } = arrival as Arrival
      if (state === 'signed-out') return refusal(CLOSE.signedOut, 'Please sign in again.')
      if (state !== 'waiting') continue
      if (opened === 'unreadable') return refusal(CLOSE.unreadable, UNREADABLE)
      // From here on nothing awaits: rights that hold now are the rights that the session begins with.
      const room = open.current(arrival.name)
      if (room === undefined) continue
      open.use(room)
      return { joined: true, session: room.enter(principal, authorization.level, connection, speaksBanyan) }
    }
    return refusal(CLOSE.tryLater, 'Rights are changing too fast; please try again.')
  }

  return {
    join,
    edit: async (name, write) => {
      const address = parseRoom(name)
      if (address === undefined) throw new Error(`Not a room: ${name}`)
      let room = await open.load(address)
      // Between being told of a room and writing in it, it may have been forgotten or have begun its next epoch.
      while (!room.isOpen) room = await open.load(address)
      await new Promise<void>((resolve, reject) => room.write(write, { resolve, reject }))
    },
    editIfLoaded: (name, write) => open.writeIfOpen(name, write),
    rightsChanged: (name, principals, reason) => {
      const concerned = ({ id }: Principal): boolean => principals === 'everybody' || principals.has(id)
      for (const arrival of arrivals) {
        if (arrival.name === name && arrival.state === 'waiting' && concerned(arrival.principal)) {
          arrival.state = 'rights-changed'
        }
      }
      open.occupied(name)?.expel(concerned, CLOSE.joinAgain, reason)
    },
    shut: (name, reason) => {
      for (const arrival of arrivals) {
        if (arrival.name === name && arrival.state === 'waiting') arrival.state = 'rights-changed'
      }
      open.occupied(name)?.expel(() => true, CLOSE.notFound, reason)
    },
    signedOut: (who) => {
      const concerned = (principal: Principal): boolean =>
        'principalId' in who
          ? principal.id === who.principalId
          : principal.kind === 'person' && principal.sessionId === who.sessionId
      for (const arrival of arrivals) if (concerned(arrival.principal)) arrival.state = 'signed-out'
      for (const room of open.all()) room.expel(concerned, CLOSE.signedOut, 'Please sign in again.')
    },
    figures: () => {
      const kinds = {
        conversation: { documents: 0, sessions: 0 },
        talk: { documents: 0, sessions: 0 },
        directory: { documents: 0, sessions: 0 },
        personal: { documents: 0, sessions: 0 },
      }
      for (const room of open.all()) {
        const kind = parseRoom(room.name)?.kind
        if (kind === undefined) continue
        kinds[kind].documents++
        kinds[kind].sessions += room.size
      }
      return { bytes: open.bytes(), kinds }
    },
    close: async () => {
      closing = true
      for (const room of open.all()) room.expel(() => true, CLOSE.goingAway, 'The server is restarting.')
      await open.close()
    },
  }
}

const refusal = (code: (typeof CLOSE)[keyof typeof CLOSE], reason: string): Joined => ({
  joined: false,
  code,
  reason,
})
