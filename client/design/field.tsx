import type { ReactNode } from 'react'
import styles from './field.module.css'
import { VisuallyHidden } from './visually-hidden.tsx'

export interface FieldFrameProps {
  readonly id: string
  readonly label: string
  readonly hideLabel: boolean
  readonly hint: string | undefined
  readonly error: string | undefined
  readonly children: ReactNode
}

/** Label above, hint and error below. The error replaces the hint: one sentence at a time. */
export const FieldFrame = ({ id, label, hideLabel, hint, error, children }: FieldFrameProps) => (
  <div className={styles.field}>
    <label htmlFor={id} className={hideLabel ? undefined : styles.label}>
      {hideLabel ? <VisuallyHidden>{label}</VisuallyHidden> : label}
    </label>
    {children}
    {error !== undefined ? (
      <p id={`${id}-note`} className={styles.error} role="alert">
        {error}
      </p>
    ) : (
      hint !== undefined && (
        <p id={`${id}-note`} className={styles.hint}>
          {hint}
        </p>
      )
    )}
  </div>
)

/** What ties a control to the note beneath it. */
export const noteProps = (id: string, hint: string | undefined, error: string | undefined) => ({
  ...(hint === undefined && error === undefined ? {} : { 'aria-describedby': `${id}-note` }),
  ...(error === undefined ? {} : { 'aria-invalid': true }),
})
