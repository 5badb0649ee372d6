/** What was shared with somebody before they came is shared from now on: lists say so at once. */
import type { PrincipalId } from '../../shared/ids.ts'
import type { AccessStore } from '../access/access-store.ts'
import type { Directories } from '../directory/directories.ts'

export type TellOfNewcomer = (id: PrincipalId) => Promise<void>

export const createTellOfNewcomer =
  (deps: {
    readonly store: Pick<AccessStore, 'directory'>
    readonly directories: Pick<Directories, 'conversationChanged'>
  }): TellOfNewcomer =>
  async (id) => {
    for (const { id: conversation, grants } of (await deps.store.directory(id))?.conversations ?? []) {
      const isInvited = grants.some(({ subject }) => subject.kind === 'person' && subject.id === id)
      if (isInvited) await deps.directories.conversationChanged(conversation)
    }
  }
