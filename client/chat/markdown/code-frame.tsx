/** What stands around code: its name, a way to copy it, and more where there is more to do with it. */
import type { ReactNode } from 'react'
import { CopyButton } from '../../design/index.ts'
import styles from './markdown.module.css'

export interface CodeFrameProps {
  readonly name: string
  /** What is copied. */
  readonly code: string
  readonly actions?: ReactNode
  /** A sentence below. */
  readonly note?: string | undefined
  readonly children: ReactNode
}

export const CodeFrame = ({ name, code, actions, note, children }: CodeFrameProps) => (
  <figure className={styles.code} dir="ltr">
    <figcaption>
      <span>{name}</span>
      <span className={styles.codeActions}>
        {actions}
        <CopyButton label="Copy code" text={() => code} />
      </span>
    </figcaption>
    {children}
    {note !== undefined && <p className={styles.codeNote}>{note}</p>}
  </figure>
)
