import { HoverCard as Primitive } from 'radix-ui'
import type { ReactNode } from 'react'
import styles from './popover.module.css'

export interface HoverCardProps {
  /** What is looked at more closely: one element that takes a ref and props, and focus. */
  readonly trigger: ReactNode
  readonly children: ReactNode
  readonly align?: 'start' | 'center' | 'end'
  readonly side?: 'top' | 'right' | 'bottom' | 'left'
}

/** Says more about something on hover and on focus. Never the only way to anything that it holds. */
export const HoverCard = ({ trigger, children, align = 'start', side = 'bottom' }: HoverCardProps) => (
  <Primitive.Root openDelay={300} closeDelay={120}>
    <Primitive.Trigger asChild>{trigger}</Primitive.Trigger>
    <Primitive.Portal>
      <Primitive.Content
        className={styles.popover}
        align={align}
        side={side}
        sideOffset={6}
        collisionPadding={8}
      >
        {children}
      </Primitive.Content>
    </Primitive.Portal>
  </Primitive.Root>
)
