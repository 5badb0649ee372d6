import type { ComponentProps, ReactNode } from 'react'
import { classNames } from './class-names.ts'
import styles from './icon-button.module.css'
import { Tooltip } from './tooltip.tsx'

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children' | 'aria-label'> {
  /** What it does, in a word or two: read aloud and shown as its tooltip. */
  readonly label: string
  readonly icon: ReactNode
  readonly size?: 'small' | 'medium'
  readonly variant?: 'plain' | 'primary' | 'danger'
  readonly shortcut?: string
  readonly side?: 'top' | 'right' | 'bottom' | 'left'
}

export const IconButton = ({
  label,
  icon,
  size = 'medium',
  variant = 'plain',
  shortcut,
  side = 'bottom',
  type,
  className,
  ...rest
}: IconButtonProps) => (
  <Tooltip text={label} side={side} {...(shortcut === undefined ? {} : { shortcut })}>
    <button
      {...rest}
      type={type === 'submit' ? 'submit' : 'button'}
      aria-label={label}
      className={classNames(styles.button, styles[size], styles[variant], className)}
    >
      {icon}
    </button>
  </Tooltip>
)
