import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { IconButton } from '../../design/index.ts'
import { ColouredCode } from './coloured-code.tsx'
import styles from './markdown.module.css'

const SAID_MILLISECONDS = 2_000

export const CodeBlock = ({
  code,
  language,
}: {
  readonly code: string
  readonly language: string | undefined
}) => {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return undefined
    const timer = setTimeout(() => setCopied(false), SAID_MILLISECONDS)
    return () => clearTimeout(timer)
  }, [copied])
  const name = language?.split(/\s/)[0] ?? ''
  return (
    <figure className={styles.code}>
      <figcaption>
        <span>{name === '' ? 'Code' : name}</span>
        <IconButton
          size="small"
          label={copied ? 'Copied' : 'Copy code'}
          icon={copied ? <Check /> : <Copy />}
          onClick={() => {
            void navigator.clipboard.writeText(code).then(() => setCopied(true))
          }}
        />
      </figcaption>
      {/* The keyboard scrolls long lines. */}
      <pre tabIndex={0} role="group" aria-label="Code">
        <ColouredCode code={code} language={name.toLowerCase()} />
      </pre>
    </figure>
  )
}
