/** A directory in memory, as joining its room loads it. */
import * as Y from 'yjs'
import { projectDirectory, readDirectory } from '../../shared/document/directory.ts'
import type { PrincipalId } from '../../shared/ids.ts'
import { directoryRoom } from '../../shared/rooms.ts'
import type { AccessWorld } from './access-world.ts'

export const loadDirectory = async (world: AccessWorld, userId: PrincipalId) => {
  const doc = new Y.Doc()
  projectDirectory(doc, await world.directories.read(userId))
  world.rooms.documents.set(directoryRoom(userId), doc)
  return {
    doc,
    conversations: () => readDirectory(doc).conversations,
    people: () => new Map(readDirectory(doc).people.map((person) => [person.id, person])),
    self: () => readDirectory(doc).self,
    inbox: () => readDirectory(doc).inbox,
  }
}
