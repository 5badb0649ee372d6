import { Check } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { type ReactNode, useId } from 'react'
import { classNames } from './class-names.ts'
import { Kbd } from './kbd.tsx'
import styles from './menu.module.css'

export type MenuEntry =
  | {
      readonly kind?: 'item'
      readonly label: string
      readonly icon?: ReactNode
      /** A second, quiet line. */
      readonly hint?: string
      readonly shortcut?: string
      readonly danger?: boolean
      readonly disabled?: boolean
      readonly onSelect: () => void
    }
  | { readonly kind: 'separator' }
  | { readonly kind: 'heading'; readonly label: ReactNode }
  | {
      /** One of several; the chosen one carries a tick. */
      readonly kind: 'choice'
      readonly label: string
      readonly value: string
      readonly options: readonly MenuOption[]
      readonly onChange: (value: string) => void
    }

export interface MenuOption {
  readonly value: string
  readonly label: string
  readonly hint?: string
}

export interface MenuProps {
  readonly items: readonly MenuEntry[]
  /** The button that opens it: one element that takes a ref and props. */
  readonly children: ReactNode
  readonly align?: 'start' | 'center' | 'end'
  readonly side?: 'top' | 'right' | 'bottom' | 'left'
  readonly open?: boolean
  readonly onOpenChange?: (open: boolean) => void
}

export const Menu = ({ items, children, align = 'start', side = 'bottom', ...state }: MenuProps) => (
  <DropdownMenu.Root modal={false} {...state}>
    <DropdownMenu.Trigger asChild>{children}</DropdownMenu.Trigger>
    <DropdownMenu.Portal>
      <DropdownMenu.Content
        className={styles.menu}
        align={align}
        side={side}
        sideOffset={4}
        collisionPadding={8}
        loop
        // What was chosen may have led the focus elsewhere: there it stays.
        onCloseAutoFocus={(event) => {
          if (document.activeElement !== document.body) event.preventDefault()
        }}
      >
        {items.map((entry, index) => (
          // Entries have no ids and never change places while the menu is open.
          <Entry key={`${entry.kind ?? 'item'}-${index}`} entry={entry} />
        ))}
      </DropdownMenu.Content>
    </DropdownMenu.Portal>
  </DropdownMenu.Root>
)

const Entry = ({ entry }: { readonly entry: MenuEntry }) => {
  const headingId = useId()
  switch (entry.kind) {
    case 'separator':
      return <DropdownMenu.Separator className={styles.separator} />
    case 'heading':
      return <DropdownMenu.Label className={styles.heading}>{entry.label}</DropdownMenu.Label>
    case 'choice':
      return (
        <DropdownMenu.RadioGroup
          value={entry.value}
          onValueChange={entry.onChange}
          aria-labelledby={headingId}
        >
          <DropdownMenu.Label id={headingId} className={styles.heading}>
            {entry.label}
          </DropdownMenu.Label>
          {entry.options.map((option) => (
            <DropdownMenu.RadioItem key={option.value} value={option.value} className={styles.item}>
              <span className={styles.icon}>
                <DropdownMenu.ItemIndicator>
                  <Check />
                </DropdownMenu.ItemIndicator>
              </span>
              <Words label={option.label} hint={option.hint} />
            </DropdownMenu.RadioItem>
          ))}
        </DropdownMenu.RadioGroup>
      )
    default:
      return (
        <DropdownMenu.Item
          className={classNames(styles.item, entry.danger === true && styles.danger)}
          disabled={entry.disabled === true}
          onSelect={entry.onSelect}
        >
          {entry.icon !== undefined && (
            <span className={styles.icon} aria-hidden="true">
              {entry.icon}
            </span>
          )}
          <Words label={entry.label} hint={entry.hint} />
          {entry.shortcut !== undefined && <Kbd keys={entry.shortcut} />}
        </DropdownMenu.Item>
      )
  }
}

const Words = ({ label, hint }: { readonly label: string; readonly hint: string | undefined }) => (
  <span className={styles.words}>
    {label}
    {hint !== undefined && <span className={styles.hint}>{hint}</span>}
  </span>
)
