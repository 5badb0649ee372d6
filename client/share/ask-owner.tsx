/** Asking the owner for access, or for more of it; what became of it stands here too, in every tab. */
import { type FormEvent, useState } from 'react'
import { ASK_AGAIN_MILLISECONDS } from '../../shared/api-sharing.ts'
import type { ConversationId } from '../../shared/ids.ts'
import type { GrantLevel } from '../../shared/levels.ts'
import { useApi } from '../api/api-context.tsx'
import { Button, TextField } from '../design/index.ts'
import { useOwnRequest } from '../inbox/use-inbox.ts'
import styles from './ask-owner.module.css'

type Asking = { readonly kind: 'open'; readonly problem?: string } | { readonly kind: 'asking' }

const LONGEST_MESSAGE = 300

export const AskOwner = ({
  id,
  wanted,
  autoFocus = false,
}: {
  readonly id: ConversationId
  readonly wanted: GrantLevel
  readonly autoFocus?: boolean
}) => {
  const api = useApi()
  const request = useOwnRequest(id)
  const [now] = useState(() => Date.now())
  const [message, setMessage] = useState('')
  const [state, setState] = useState<Asking>({ kind: 'open' })
  if (request?.state === 'waiting') {
    return (
      <p className={styles.asked} role="status">
        {wanted === 'view'
          ? 'Asked. As soon as the owner says yes, the conversation opens here by itself.'
          : 'Asked. As soon as the owner says yes, you can write here.'}
      </p>
    )
  }
  if (request?.state === 'declined' && now - request.at < ASK_AGAIN_MILLISECONDS) {
    return (
      <p className={styles.asked} role="status">
        You asked, and the owner answered: not now. You can ask again a day later.
      </p>
    )
  }
  const ask = async (event: FormEvent) => {
    event.preventDefault()
    setState({ kind: 'asking' })
    const asked = await api.requestAccess(id, { level: wanted, message: message.trim() })
    setState(asked.ok ? { kind: 'open' } : { kind: 'open', problem: asked.error.message })
  }
  return (
    <form className={styles.ask} onSubmit={(event) => void ask(event)}>
      <TextField
        label="A word to the owner (optional)"
        value={message}
        onChange={setMessage}
        maxLength={LONGEST_MESSAGE}
        error={state.kind === 'open' ? state.problem : undefined}
        autoFocus={autoFocus}
      />
      <Button type="submit" variant="primary" busy={state.kind === 'asking'}>
        {wanted === 'view' ? 'Ask for access' : 'Ask to edit'}
      </Button>
    </form>
  )
}
