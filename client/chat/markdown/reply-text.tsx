/** A model's reply: its answer, and folded above it what it thought on the way, where it says so. */
import { memo } from 'react'
import styles from './markdown.module.css'
import { Markdown } from './markdown.tsx'
import { partReasoning } from './reasoning.ts'

export const ReplyText = memo(({ text }: { readonly text: string }) => {
  const { thought, answer, isOver } = partReasoning(text)
  return (
    <>
      {thought !== undefined && thought.trim() !== '' && (
        <details className={styles.thought}>
          <summary>{isOver ? 'How it came to this' : 'Thinking'}</summary>
          <Markdown text={thought} />
        </details>
      )}
      <Markdown text={answer} />
    </>
  )
})
ReplyText.displayName = 'ReplyText'
