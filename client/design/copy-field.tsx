import { Check, Copy } from 'lucide-react'
import { useId, useRef, useState } from 'react'
import { Button } from './button.tsx'
import styles from './copy-field.module.css'

/** Something to take along: shown whole, copied with one press. */
export const CopyField = ({ label, value }: { readonly label: string; readonly value: string }) => {
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value)
      setCopied(true)
    } catch {
      // Not allowed here (no https): selected, it can be copied by hand.
      field.current?.select()
    }
  }
  return (
    <div className={styles.frame}>
      <label htmlFor={id} className={styles.label}>
        {label}
      </label>
      <div className={styles.row}>
        <input
          ref={field}
          id={id}
          className={styles.value}
          value={value}
          readOnly
          onFocus={(event) => event.currentTarget.select()}
        />
        <Button icon={copied ? <Check /> : <Copy />} onClick={() => void copy()}>
          {copied ? 'Copied' : 'Copy'}
        </Button>
      </div>
    </div>
  )
}
