import type { ReactNode } from 'react'
import styles from './empty-state.module.css'

export interface EmptyStateProps {
  readonly icon?: ReactNode
  readonly title: string
  /** Where it is all that a page says. */
  readonly isPageTitle?: boolean
  /** One sentence. */
  readonly text?: ReactNode
  /** One way on. */
  readonly action?: ReactNode
}

export const EmptyState = ({ icon, title, isPageTitle = false, text, action }: EmptyStateProps) => (
  <div className={styles.empty}>
    {icon !== undefined && (
      <span className={styles.icon} aria-hidden="true">
        {icon}
      </span>
    )}
    {isPageTitle ? <h1 className={styles.title}>{title}</h1> : <p className={styles.title}>{title}</p>}
    {text !== undefined && <p className={styles.text}>{text}</p>}
    {action}
  </div>
)
