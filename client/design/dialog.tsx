import { X } from 'lucide-react'
import { Dialog as Primitive } from 'radix-ui'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import styles from './dialog.module.css'
import { useDialogFocus } from './dialog-focus.ts'
import { IconButton } from './icon-button.tsx'

export interface DialogProps {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly title: string
  readonly description?: ReactNode
  readonly children?: ReactNode
  /** Its actions, the main one last. */
  readonly footer?: ReactNode
  readonly size?: 'small' | 'medium' | 'large'
}

/** A modal dialog. Focus goes in, stays, and goes back; Esc and a click outside close it. On a phone, a sheet. */
export const Dialog = ({ open, onOpenChange, ...content }: DialogProps) => (
  <Primitive.Root open={open} onOpenChange={onOpenChange}>
    {open && <Content {...content} />}
  </Primitive.Root>
)

const Content = ({
  title,
  description,
  children,
  footer,
  size = 'medium',
}: Omit<DialogProps, 'open' | 'onOpenChange'>) => (
  <Primitive.Portal>
    <Primitive.Overlay className={styles.veil} />
    <Primitive.Content
      {...useDialogFocus()}
      className={classNames(styles.dialog, styles[size])}
      {...(description === undefined ? { 'aria-describedby': undefined } : {})}
    >
      <header className={styles.header}>
        <Primitive.Title className={styles.title}>{title}</Primitive.Title>
        {description !== undefined && (
          <Primitive.Description className={styles.description}>{description}</Primitive.Description>
        )}
      </header>
      {children !== undefined && <div className={styles.body}>{children}</div>}
      {footer !== undefined && <footer className={styles.footer}>{footer}</footer>}
      {/* Last, so that focus goes to what the dialog is about; on a screen it stands in the corner. */}
      <Primitive.Close asChild>
        <IconButton label="Close" icon={<X />} className={styles.close} />
      </Primitive.Close>
    </Primitive.Content>
  </Primitive.Portal>
)
