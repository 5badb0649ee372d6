import type { ComponentProps, ReactNode } from 'react'
import styles from './button.module.css'
import { classNames } from './class-names.ts'

export interface ButtonProps extends ComponentProps<'button'> {
  /** `primary`: the one thing to do here. `quiet`: outlined. `plain`: text only. `danger`: takes something away. */
  readonly variant?: 'primary' | 'quiet' | 'plain' | 'danger'
  readonly size?: 'small' | 'medium'
  readonly icon?: ReactNode
  /** Something is under way: the button waits and says so, and keeps its width. */
  readonly busy?: boolean
}

export const Button = ({
  variant = 'quiet',
  size = 'medium',
  icon,
  busy = false,
  type,
  className,
  disabled,
  children,
  ...rest
}: ButtonProps) => (
  <button
    {...rest}
    type={type === 'submit' ? 'submit' : 'button'}
    className={classNames(styles.button, styles[variant], styles[size], className)}
    disabled={disabled === true || busy}
    aria-busy={busy || undefined}
  >
    {icon !== undefined && (
      <span className={styles.icon} aria-hidden="true">
        {icon}
      </span>
    )}
    {children}
  </button>
)
