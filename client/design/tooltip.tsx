import { Tooltip as Primitive } from 'radix-ui'
import type { FocusEvent, ReactNode } from 'react'
import { Kbd } from './kbd.tsx'
import styles from './tooltip.module.css'

/** Once, around the app: makes tooltips wait 300 ms, and not again while one moves along a row. */
export const TooltipProvider = ({ children }: { readonly children: ReactNode }) => (
  <Primitive.Provider delayDuration={300} skipDelayDuration={300}>
    {children}
  </Primitive.Provider>
)

export interface TooltipProps {
  readonly text: string
  readonly shortcut?: string
  readonly side?: 'top' | 'right' | 'bottom' | 'left'
  /** One element that takes a ref and props. */
  readonly children: ReactNode
}

export const Tooltip = ({ text, shortcut, side = 'top', children }: TooltipProps) => (
  <Primitive.Root>
    <Primitive.Trigger asChild onFocus={onlyForKeyboard}>
      {children}
    </Primitive.Trigger>
    <Primitive.Portal>
      <Primitive.Content className={styles.tooltip} side={side} sideOffset={6} collisionPadding={8}>
        {text}
        {shortcut !== undefined && <Kbd keys={shortcut} />}
      </Primitive.Content>
    </Primitive.Portal>
  </Primitive.Root>
)

// When a menu closes, focus returns to its button: no reason to explain the button again.
const onlyForKeyboard = (event: FocusEvent<HTMLElement>) => {
  if (!event.currentTarget.matches(':focus-visible')) event.preventDefault()
}
