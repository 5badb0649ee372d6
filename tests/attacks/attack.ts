/** What an attack is, and the ways in which most of them are built. */
import * as Y from 'yjs'
import { conversationRoots } from '../../shared/document/index.ts'
import type { RejectCode } from '../../shared/wire.ts'
import { craft, type RawDeletes, type RawStruct } from './craft.ts'
import type { Scene } from './scene.ts'

export interface Attack {
  readonly id: string
  /** What it tries, in a few words. */
  readonly tries: string
  /** In whose name: a member of the scene's cast. */
  readonly by: 'owner' | 'collaborator' | 'viewer' | 'bot'
  /**
   * The code with which each hostile update is refused; 'noop' where it holds nothing new; 'contained' where it is
   * taken, but for no more than what its writer may do anyway.
   */
  readonly meets: RejectCode | 'noop' | 'contained'
  readonly build: (scene: Scene) => Attempt
}

export interface Attempt {
  /** What the attacker sends first; all of it is within its rights. */
  readonly honest?: readonly Uint8Array[]
  readonly hostile: readonly Uint8Array[]
}

/** Attacks in one name that all meet the same; in the collaborator's, unless it says whose. */
export const meets =
  (what: Attack['meets'], by: Attack['by'] = 'collaborator') =>
  (id: string, tries: string, build: Attack['build']): Attack => ({ id, tries, by, meets: what, build })

/** The attacker's replica, under a client id of its own. */
export const replica = (scene: Scene, clientId: number = scene.newClient()): Y.Doc => {
  const doc = new Y.Doc()
  doc.clientID = clientId
  conversationRoots(doc)
  Y.applyUpdate(doc, scene.state)
  return doc
}

/** What a change of a replica looks like on the wire. */
export const changeOf = (doc: Y.Doc, change: (doc: Y.Doc) => void): Uint8Array => {
  const updates: Uint8Array[] = []
  const listen = (update: Uint8Array): number => updates.push(update)
  doc.on('update', listen)
  doc.transact(() => change(doc))
  doc.off('update', listen)
  const [update] = updates
  if (update === undefined || updates.length > 1) throw new Error('A change must make one update.')
  return update
}

/** A hostile change made through Yjs itself, by a client that forgot the rules. */
export const byChange =
  (change: (doc: Y.Doc, scene: Scene) => void): Attack['build'] =>
  (scene) => ({ hostile: [changeOf(replica(scene), (doc) => change(doc, scene))] })

/** Hostile structs under a new client id, and what they delete. */
export const byStructs =
  (
    build: (
      doc: Y.Doc,
      client: number,
      scene: Scene,
    ) => { readonly structs: readonly RawStruct[]; readonly deletes?: RawDeletes },
  ): Attack['build'] =>
  (scene) => {
    const client = scene.newClient()
    const { structs, deletes } = build(replica(scene, client), client, scene)
    return { hostile: [craft(structs.length === 0 ? [] : [{ client, clock: 0, structs }], deletes)] }
  }

/** Bytes as they are. */
export const byBytes =
  (build: (scene: Scene) => Uint8Array): Attack['build'] =>
  (scene) => ({ hostile: [build(scene)] })
