/** A model's reply: its answer, and folded above it what it thought on the way, where it says so. */
import { memo, useState } from 'react'
import { partReasoning } from '../../../shared/document/index.ts'
import styles from './markdown.module.css'
import { Markdown } from './markdown.tsx'

export interface ReplyTextProps {
  readonly text: string
  /** Whether it is known that nothing more is written. */
  readonly isEnded: boolean
}

export const ReplyText = memo(({ text, isEnded }: ReplyTextProps) => {
  const { thought, answer, isOver } = partReasoning(text)
  return (
    <>
      {thought !== undefined && thought.trim() !== '' && (
        <Thought text={thought} isLive={!isOver && !isEnded} />
      )}
      <Markdown text={answer} />
    </>
  )
})
ReplyText.displayName = 'ReplyText'

/** Folded, nothing of it is drawn: it may be many times as long as the answer. */
const Thought = ({ text, isLive }: { readonly text: string; readonly isLive: boolean }) => {
  const [isOpen, setOpen] = useState(false)
  return (
    <details className={styles.thought} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{isLive ? 'Thinking' : 'Thought for a while'}</summary>
      {isOpen && <Markdown text={text} />}
    </details>
  )
}
