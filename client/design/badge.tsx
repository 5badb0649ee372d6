import type { ReactNode } from 'react'
import styles from './badge.module.css'
import { classNames } from './class-names.ts'

/** A word that says what something is. Not a button. */
export const Badge = ({
  tone = 'neutral',
  children,
}: {
  readonly tone?: 'neutral' | 'leaf' | 'warning' | 'danger'
  readonly children: ReactNode
}) => <span className={classNames(styles.badge, styles[tone])}>{children}</span>
