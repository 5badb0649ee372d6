import type { Sharing } from '../../shared/api.ts'
import { isolated } from '../../shared/isolated.ts'
import { Avatar } from '../design/index.ts'
import { AnswerButtons } from '../inbox/answer-buttons.tsx'
import styles from './sharing.module.css'

/** Who waits for the owner's answer; it holds at once, without a save. */
export const OpenRequests = ({
  sharing,
  onAnswered,
}: {
  readonly sharing: Sharing
  readonly onAnswered: () => void
}) => {
  const requests = sharing.requests ?? []
  if (requests.length === 0) return null
  return (
    <section className={styles.requests} aria-label="Who asks">
      <ul>
        {requests.map(({ person, wanted, message }) => (
          <li key={person.id} className={styles.request}>
            <Avatar person={person} size={32} decorative />
            <div className={styles.who}>
              <span className={styles.name}>
                {isolated(person.name)} {wanted === 'view' ? 'asks for access' : 'asks to edit'}
              </span>
              {message !== '' && <span className={styles.quiet}>“{isolated(message)}”</span>}
              <AnswerButtons
                conversationId={sharing.conversationId}
                asker={person}
                wanted={wanted}
                onAnswered={onAnswered}
              />
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}
