/** Handing the conversation on: to whom, and what that means. Asked once, in the place of the dialog's list. */
import { useState } from 'react'
import type { Person, Sharing } from '../../shared/api.ts'
import { isolated } from '../../shared/isolated.ts'
import { useApi } from '../api/api-context.tsx'
import { Avatar, Button, useNotices } from '../design/index.ts'
import styles from './add-field.module.css'
import { PeopleField } from './people-field.tsx'
import sharingStyles from './sharing.module.css'

export const useTransfer = ({
  sharing,
  title,
  onBack,
  onDone,
}: {
  readonly sharing: Sharing
  readonly title: string
  readonly onBack: () => void
  readonly onDone: () => void
}) => {
  const api = useApi()
  const { show } = useNotices()
  const [to, setTo] = useState<Person>()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const transfer = async () => {
    if (to === undefined) return
    setBusy(true)
    const done = await api.transferOwnership(sharing.conversationId, to.id)
    setBusy(false)
    if (!done.ok) return setProblem(done.error.message)
    show({ text: `${isolated(to.name)} owns “${title}” now. You can still collaborate.` })
    onDone()
  }
  return {
    body: (
      <>
        <p className={sharingStyles.own}>
          Whoever owns a conversation decides who has access, and can delete it. You stay as somebody who can
          collaborate; only the new owner can give it back to you.
        </p>
        <div className={sharingStyles.add}>
          {to === undefined ? (
            <PeopleField
              organization={sharing.organization.name}
              taken={[sharing.owner]}
              onChoose={setTo}
              label="The new owner, by name or e-mail"
              membersOnly
            />
          ) : (
            <div className={styles.chosen}>
              <ul className={styles.chips} aria-label="The new owner">
                <li className={styles.chip}>
                  <Avatar person={to} size={20} decorative />
                  <span className={styles.chipName}>{to.name}</span>
                </li>
              </ul>
              <Button size="small" variant="plain" onClick={() => setTo(undefined)}>
                Somebody else
              </Button>
            </div>
          )}
        </div>
      </>
    ),
    footer: (
      <>
        {problem !== undefined && (
          <p className={sharingStyles.problem} role="alert">
            {problem}
          </p>
        )}
        <Button onClick={onBack}>Back</Button>
        <Button variant="danger" disabled={to === undefined} busy={busy} onClick={() => void transfer()}>
          {to === undefined ? 'Make somebody the owner' : `Make ${isolated(to.name)} the owner`}
        </Button>
      </>
    ),
  }
}
