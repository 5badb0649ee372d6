import { useState } from 'react'
import type { ConversationId, PrincipalId } from '../../shared/ids.ts'
import type { GrantLevel } from '../../shared/levels.ts'
import { useApi } from '../api/api-context.tsx'
import { Button } from '../design/index.ts'
import styles from './inbox.module.css'

type Answering =
  | { readonly kind: 'open'; readonly problem?: string }
  | { readonly kind: 'answering'; readonly level: GrantLevel | 'none' }

/** One press answers. What then stands there is the server's answer, not this one's. */
export const AnswerButtons = ({
  conversationId,
  asker,
  wanted,
  onAnswered,
}: {
  readonly conversationId: ConversationId
  readonly asker: { readonly id: string; readonly name: string }
  readonly wanted: GrantLevel
  readonly onAnswered?: () => void
}) => {
  const api = useApi()
  const [state, setState] = useState<Answering>({ kind: 'open' })
  const answer = async (level: GrantLevel | 'none') => {
    setState({ kind: 'answering', level })
    const answered = await api.answerRequest(conversationId, asker.id as PrincipalId, level)
    setState(answered.ok ? { kind: 'open' } : { kind: 'open', problem: answered.error.message })
    if (answered.ok) onAnswered?.()
  }
  const button = (level: GrantLevel | 'none', words: string) => (
    <Button
      size="small"
      variant={level === wanted ? 'primary' : level === 'none' ? 'plain' : 'quiet'}
      aria-label={`${words}: ${asker.name}`}
      busy={state.kind === 'answering' && state.level === level}
      disabled={state.kind === 'answering'}
      onClick={() => void answer(level)}
    >
      {words}
    </Button>
  )
  return (
    <div className={styles.answers}>
      {wanted === 'view' && button('view', 'View only')}
      {button('collaborate', 'Can collaborate')}
      {button('none', 'Not now')}
      {state.kind === 'open' && state.problem !== undefined && (
        <p className={styles.problem} role="alert">
          {state.problem}
        </p>
      )}
    </div>
  )
}
