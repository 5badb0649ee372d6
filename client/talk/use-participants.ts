/**
 * Who takes part in the side talk, as the server says; off line, as far as one sees. Whoever asks is shown to the
 * others as being here.
 */
import { useCallback, useEffect, useMemo } from 'react'
import { useApi } from '../api/api-context.tsx'
import { useLoaded } from '../api/use-loaded.ts'
import { useReloadWhenChanged } from '../api/use-reload-when-changed.ts'
import { useConversation } from '../chat/conversation-context.tsx'
import type { AvatarPerson } from '../design/index.ts'
import { useDirectoryEntry, useStore } from '../sync/hooks.tsx'
import type { TalkModel } from '../sync/talk-model.ts'
import { participantsOf } from './participants.ts'

export interface Participants {
  /** Everybody but oneself, whoever is in the talk now first. */
  readonly others: readonly AvatarPerson[]
  /** Those of them who have it open now. */
  readonly here: readonly AvatarPerson[]
  /** Whether these are all, as the server says. */
  readonly areKnown: boolean
}

export const useParticipants = ({ presence, lines }: TalkModel): Participants => {
  const { id, me, personOf } = useConversation()
  const api = useApi()
  const entry = useDirectoryEntry(id)
  const { loaded, reload } = useLoaded(
    useCallback((signal: AbortSignal) => api.sharing(id, signal), [api, id]),
  )
  useReloadWhenChanged(`${entry?.level} ${entry?.sharingVersion}`, reload)
  const sharing = loaded.kind === 'loaded' ? loaded.value : undefined
  const present = useStore(presence.others)
  useEffect(() => presence.enter(), [presence])
  const said = useStore(lines)
  return useMemo(() => {
    const here = present.filter(({ user }) => user.kind === 'person').map(({ user }) => user.id)
    const known =
      sharing === undefined
        ? [...new Set(said.map(({ author }) => author))]
        : participantsOf(sharing).map((person) => person.id)
    const others = [...here, ...known.filter((each) => !here.includes(each))].filter((each) => each !== me)
    return {
      others: others.map((each) => personOf(each)),
      here: here.map((each) => personOf(each)),
      areKnown: sharing !== undefined,
    }
  }, [present, said, sharing, me, personOf])
}
