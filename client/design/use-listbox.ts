import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'

/**
 * A list that a text field steers: arrows move the choice, Enter takes it, the keyboard never leaves the field.
 * Spread `fieldProps` over the field, `listProps` over the list, `optionProps(index)` over each option.
 */
export const useListbox = ({
  label,
  count,
  onChoose,
}: {
  readonly label: string
  readonly count: number
  readonly onChoose: (index: number) => void
}) => {
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const [wanted, setWanted] = useState(0)
  const active = Math.min(wanted, count - 1)
  const optionId = (index: number) => `${id}-${index}`

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [active])

  const steer = (event: KeyboardEvent) => {
    if (count === 0) return
    switch (event.key) {
      case 'ArrowDown':
        setWanted(active >= count - 1 ? 0 : active + 1)
        break
      case 'ArrowUp':
        setWanted(active <= 0 ? count - 1 : active - 1)
        break
      case 'Enter':
        onChoose(active)
        break
      default:
        return
    }
    event.preventDefault()
  }

  return {
    active,
    /** Back to the first one, e.g. when the query has changed. */
    reset: () => setWanted(0),
    fieldProps: {
      role: 'combobox',
      'aria-expanded': count > 0,
      'aria-controls': `${id}-list`,
      'aria-autocomplete': 'list',
      'aria-activedescendant': active < 0 ? undefined : optionId(active),
      onKeyDown: steer,
    } as const,
    listProps: { ref: list, id: `${id}-list`, role: 'listbox', 'aria-label': label } as const,
    optionProps: (index: number) =>
      ({
        id: optionId(index),
        role: 'option',
        tabIndex: -1,
        'aria-selected': index === active,
        onPointerMove: () => setWanted(index),
        // The field keeps the focus.
        onMouseDown: (event: { preventDefault: () => void }) => event.preventDefault(),
        onClick: () => onChoose(index),
      }) as const,
  }
}
