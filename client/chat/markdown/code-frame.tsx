/** What stands around code: its name, a way to copy it, and more where there is more to do with it. */
import { Check, Copy } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { IconButton } from '../../design/index.ts'
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
  <figure className={styles.code}>
    <figcaption>
      <span>{name}</span>
      <span className={styles.codeActions}>
        {actions}
        <CopyCode code={code} />
      </span>
    </figcaption>
    {children}
    {note !== undefined && <p className={styles.codeNote}>{note}</p>}
  </figure>
)

const SAID_MILLISECONDS = 2_000

const CopyCode = ({ code }: { readonly code: string }) => {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return undefined
    const timer = setTimeout(() => setCopied(false), SAID_MILLISECONDS)
    return () => clearTimeout(timer)
  }, [copied])
  return (
    <IconButton
      size="small"
      label={copied ? 'Copied' : 'Copy code'}
      icon={copied ? <Check /> : <Copy />}
      onClick={() => {
        void navigator.clipboard.writeText(code).then(() => setCopied(true))
      }}
    />
  )
}
