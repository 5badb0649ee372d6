/** Says quietly that somebody else went on from the same message at the same time. */
import { useEffect } from 'react'
import { useConversation } from '../chat/conversation-context.tsx'
import { useNotices } from '../design/index.ts'
import { newMeetings } from './meetings.ts'

export const useMeetings = (): void => {
  const { model, me, personOf, places } = useConversation()
  const { show } = useNotices()
  const { goTo } = places
  useEffect(() => {
    let before = model.tree.get()
    return model.tree.subscribe(() => {
      const now = model.tree.get()
      // What comes with the first load happened long ago.
      const meetings = before.messages.size === 0 ? [] : newMeetings(before, now, me)
      before = now
      for (const { by, did, branchId, messageId } of meetings) {
        show({
          text: `${personOf(by).name} also ${did === 'answered' ? 'answered' : 'branched'} here.`,
          action: { label: 'Show', onSelect: () => goTo(branchId, messageId) },
        })
      }
    })
  }, [model, me, personOf, goTo, show])
}
