/** The messages, branches and runs that attackers make, as far as they are whole; and messages struct by struct. */
import type * as Y from 'yjs'
import {
  type BranchMeta,
  conversationRoots,
  MESSAGE_KEY,
  type MessageMeta,
  type RunMeta,
} from '../../shared/document/index.ts'
import { type Attack, byStructs } from './attack.ts'
import { type RawContent, type RawId, type RawStruct, TYPE } from './craft.ts'
import { itemOf, MESSAGES, type Scene } from './scene.ts'

export const META = MESSAGE_KEY.meta
export const BODY = MESSAGE_KEY.body

export const messageBy = (author: string, more: Partial<MessageMeta> = {}): MessageMeta => ({
  id: 'msg-hostile',
  author,
  role: 'user',
  parentId: MESSAGES.reply,
  branchId: 'main',
  createdAt: 5,
  ...more,
})

export const branchBy = (createdBy: string, more: Partial<BranchMeta> = {}): BranchMeta => ({
  id: 'branch-hostile',
  createdBy,
  forkFrom: null,
  parentBranch: 'main',
  createdAt: 5,
  ...more,
})

export const runBy = (requestedBy: string, agent: string, more: Partial<RunMeta> = {}): RunMeta => ({
  id: 'run-hostile',
  parentId: MESSAGES.owners,
  branchId: 'main',
  requestedBy,
  agent,
  model: '',
  createdAt: 5,
  ...more,
})

export const plain = (...values: readonly unknown[]): RawContent => ({ kind: 'plain', values })
export const shared = (type: keyof typeof TYPE): RawContent => ({ kind: 'type', type: TYPE[type] })

/** The facts of the collaborator's message. */
export const facts = ({ cast }: Scene, more: object = {}): RawContent =>
  plain({ ...messageBy(cast.collaborator), ...more })

/** Behind the last message. */
const endOfMessages = (doc: Y.Doc): RawId => {
  const { messages } = conversationRoots(doc)
  return itemOf(messages.get(messages.length - 1)).lastId
}

/** One struct behind the last message, of a kind of content. */
export const amongMessages = (content: (scene: Scene) => RawContent): Attack['build'] =>
  byStructs((doc, _client, scene) => ({
    structs: [{ origin: endOfMessages(doc), content: content(scene) }],
  }))

/** The clocks of a message that has facts and a text, under its writer's new client id. */
export const CLOCK = { entry: 0, meta: 1, body: 2 } as const

interface Parts {
  readonly meta?: RawContent
  readonly body?: RawContent
  /** What else the same client writes. */
  readonly more?: readonly RawStruct[]
  /** From this clock, so many. */
  readonly deletes?: readonly [number, number]
}

/** A message behind the last one, of these parts alone. */
export const messageOf = (parts: (scene: Scene, client: number) => Parts): Attack['build'] =>
  byStructs((doc, client, scene) => {
    const { meta, body, more = [], deletes } = parts(scene, client)
    const parent = { client, clock: CLOCK.entry }
    return {
      structs: [
        { origin: endOfMessages(doc), content: shared('map') },
        ...(meta === undefined ? [] : [{ parent, key: META, content: meta }]),
        ...(body === undefined ? [] : [{ parent, key: BODY, content: body }]),
        ...more,
      ],
      deletes: deletes === undefined ? [] : [{ client, ranges: [deletes] }],
    }
  })

/** A whole message, with these facts. */
export const messageWith = (more: object): Attack['build'] =>
  messageOf((scene) => ({ meta: facts(scene, more), body: shared('fragment') }))
