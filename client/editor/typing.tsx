/** Who else is writing on the branch one is on. */
import { useConversation } from '../chat/conversation-context.tsx'
import { namesOf } from '../chat/people.ts'
import { useStore } from '../sync/hooks.tsx'
import styles from './composer.module.css'

export const Typing = () => {
  const { model, places, personOf } = useConversation()
  const others = useStore(model.presence.others)
  const typing = others.filter(
    ({ typing: branch, user }) => branch === places.place.branchId && user.kind === 'person',
  )
  const names = typing.map(({ user }) => personOf(user.id).name)
  return (
    <span className={styles.typing} aria-live="polite">
      {names.length > 0 && `${namesOf(names)} ${names.length === 1 ? 'is' : 'are'} writing`}
    </span>
  )
}
