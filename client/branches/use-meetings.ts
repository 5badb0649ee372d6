/** Says quietly that somebody else went on from the same message at the same time. */
import { useEffect } from 'react'
import { conversationRoots, knewBranch } from '../../shared/document/index.ts'
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
      const meetings = newMeetings(before, now, {
        me,
        now: Date.now(),
        knew: (id, other) => knewBranch(conversationRoots(model.doc), id, other),
      })
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
