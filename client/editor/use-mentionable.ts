/** Whom one can name here: who is in the conversation now first, then everybody one knows. */
import { useMemo } from 'react'
import { useConversation } from '../chat/conversation-context.tsx'
import type { AvatarPerson } from '../design/index.ts'
import { useDirectory, useStore } from '../sync/hooks.tsx'

export const useMentionable = (): readonly AvatarPerson[] => {
  const { model, me, personOf } = useConversation()
  const { people } = useDirectory()
  const others = useStore(model.presence.others)
  return useMemo(() => {
    const here = others.map(({ user }) => user.id)
    const known = people
      .filter(({ id }) => id !== me && !here.includes(id))
      .toSorted((a, b) => a.name.localeCompare(b.name))
      .map(({ id }) => id)
    // As they are called, letter for letter: that is what one types and what is written.
    const byId = new Map(people.map((person) => [person.id, person]))
    return [...here, ...known].map((id) => byId.get(id) ?? personOf(id))
  }, [others, people, me, personOf])
}
