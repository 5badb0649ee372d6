/** Ways to have access and to lose it. */
import type { ConversationId } from '../../shared/ids.ts'
import { CLOSE } from '../../shared/wire.ts'
import type { TestPerson } from '../helpers/banyan.ts'
import { asPerson, type RightsScene } from './scene.ts'

export interface Way {
  readonly name: string
  /** Returns what takes it back. */
  readonly give: (scene: RightsScene, id: ConversationId, ben: TestPerson) => Promise<() => Promise<unknown>>
  /** With which one is sent away, and with which one is turned away after that. */
  readonly codes: readonly number[]
  readonly later: number
}

export const WAYS: readonly Way[] = [
  {
    name: 'their own grant',
    give: async (scene, id, ben) => {
      await scene.share(id, asPerson(ben), 'collaborate')
      return () => scene.share(id, asPerson(ben), 'none')
    },
    codes: [CLOSE.joinAgain],
    later: CLOSE.forbidden,
  },
  {
    name: 'their place in a group',
    give: async (scene, id, ben) => {
      const group = await scene.newGroup(ben)
      await scene.share(id, { kind: 'group', id: group.id }, 'collaborate')
      return () => scene.ana.call('POST', `/api/groups/${group.id}/members`, { remove: [ben.id] })
    },
    codes: [CLOSE.joinAgain],
    later: CLOSE.forbidden,
  },
  {
    name: 'the group',
    give: async (scene, id, ben) => {
      const group = await scene.newGroup(ben)
      await scene.share(id, { kind: 'group', id: group.id }, 'collaborate')
      return () => scene.ana.call('DELETE', `/api/groups/${group.id}`)
    },
    codes: [CLOSE.joinAgain],
    later: CLOSE.forbidden,
  },
  {
    name: 'the grant for everybody',
    give: async (scene, id) => {
      await scene.share(id, { kind: 'organization' }, 'collaborate')
      return () => scene.share(id, { kind: 'organization' }, 'none')
    },
    codes: [CLOSE.joinAgain],
    later: CLOSE.forbidden,
  },
  {
    name: 'their membership',
    give: async (scene, id, ben) => {
      await scene.share(id, { kind: 'organization' }, 'collaborate')
      return () => scene.ana.call('DELETE', `/api/members/${ben.id}`)
    },
    codes: [CLOSE.joinAgain, CLOSE.signedOut],
    later: CLOSE.signedOut,
  },
  {
    name: 'their account for a while',
    give: async (scene, id, ben) => {
      await scene.share(id, asPerson(ben), 'collaborate')
      return () => scene.ana.call('POST', `/api/admin/members/${ben.id}/suspend`)
    },
    codes: [CLOSE.signedOut],
    later: CLOSE.signedOut,
  },
  {
    name: 'the conversation',
    give: async (scene, id, ben) => {
      await scene.share(id, asPerson(ben), 'collaborate')
      return () => scene.ana.call('DELETE', `/api/conversations/${id}`)
    },
    codes: [CLOSE.notFound],
    later: CLOSE.notFound,
  },
]

/** Ways to lose the side talk and go on reading the conversation. */
export const TALK_WAYS: readonly Way[] = [
  {
    name: 'the right to collaborate',
    give: async (scene, id, ben) => {
      await scene.share(id, asPerson(ben), 'collaborate')
      return () => scene.share(id, asPerson(ben), 'view')
    },
    codes: [CLOSE.joinAgain],
    later: CLOSE.forbidden,
  },
  {
    name: 'it by the owner’s switch',
    give: async (scene, id, ben) => {
      await scene.share(id, asPerson(ben), 'view')
      await scene.ana.openTalkTo(id, 'everybody')
      return () => scene.ana.openTalkTo(id, 'collaborators')
    },
    codes: [CLOSE.joinAgain],
    later: CLOSE.forbidden,
  },
]
