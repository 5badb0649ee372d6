import { useEffect, useRef } from 'react'
import { Button } from '../design/index.ts'
import styles from './settings.module.css'

/** Shown once, to be kept somewhere else than on this device. */
export const BackupCodes = ({
  codes,
  onDone,
}: {
  readonly codes: readonly string[]
  readonly onDone: () => void
}) => {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  const save = () => {
    const file = new Blob([`Backup codes for Banyan. Each works once.\n\n${codes.join('\n')}\n`], {
      type: 'text/plain',
    })
    const url = URL.createObjectURL(file)
    const link = document.createElement('a')
    link.href = url
    link.download = 'banyan-backup-codes.txt'
    link.click()
    URL.revokeObjectURL(url)
  }
  return (
    <div className={styles.once}>
      <h4 ref={heading} tabIndex={-1}>
        Your backup codes
      </h4>
      <p>
        Each of them signs you in once if you have lost your phone. Keep them where you keep passwords: they
        are not shown again.
      </p>
      <ul className={styles.codes}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className={styles.actions}>
        <Button variant="primary" onClick={onDone}>
          I have kept them
        </Button>
        <Button onClick={save}>Save as a file</Button>
      </div>
    </div>
  )
}
