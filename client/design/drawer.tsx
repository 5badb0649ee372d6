/**
 * A panel at the right of a page, beside what the page is about: on a wide screen next to it, on a smaller one over its
 * edge, on a phone in its place. Esc closes it from within. Focus comes in where it is asked for, and goes back.
 */
import { X } from 'lucide-react'
import { type ReactNode, type RefObject, useEffect, useId, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import { classNames } from './class-names.ts'
import { openerOfNow } from './dialog-focus.ts'
import styles from './drawer.module.css'
import { IconButton } from './icon-button.tsx'
import { useInertPage } from './use-inert-page.ts'

export type DrawerMode = 'beside' | 'over' | 'whole'

export interface DrawerProps {
  readonly title: string
  /** A quiet line below the title. */
  readonly about?: ReactNode
  readonly mode: DrawerMode
  readonly onClose: () => void
  /** What opens it, for when nothing else had the focus before. */
  readonly opener: RefObject<HTMLElement | null>
  readonly children: ReactNode
}

/** To be mounted as it opens. The page that it belongs to gives it its place: `grid-area: drawer`. */
export const Drawer = (props: DrawerProps) =>
  props.mode === 'whole' ? createPortal(<Whole {...props} />, document.body) : <Panel {...props} />

/** In place of the page: what is behind is out of reach, notices are not. */
const Whole = (props: DrawerProps) => {
  useInertPage()
  return <Panel {...props} />
}

const Panel = ({ title, about, mode, onClose, opener, children }: DrawerProps) => {
  const id = useId()
  // Asked while rendering: what is in the drawer takes the focus before any effect runs.
  const [openedBy] = useState(openerOfNow)
  useEffect(
    () => () =>
      queueMicrotask(() => {
        // Whoever went elsewhere stays there. Behind a whole drawer the page is out of reach until now.
        if (document.activeElement !== document.body) return
        const isThere = openedBy?.isConnected === true && openedBy !== document.body
        const back = isThere ? openedBy : opener.current
        back?.focus()
      }),
    [openedBy, opener],
  )
  const panel = useRef<HTMLDivElement>(null)
  const Box = mode === 'whole' ? 'div' : 'aside'
  useEffect(() => {
    // Last of all: what is in the drawer may have its own use for the key.
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented) return
      if (!(event.target instanceof Node) || panel.current?.contains(event.target) !== true) return
      event.preventDefault()
      onClose()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [onClose])
  return (
    <Box
      ref={panel}
      className={classNames(styles.drawer, styles[mode])}
      {...(mode === 'whole' ? { role: 'dialog', 'aria-modal': true } : {})}
      aria-labelledby={id}
      data-drawer={mode}
    >
      <header className={styles.header}>
        <h2 id={id} className={styles.title}>
          {title}
        </h2>
        <IconButton label="Close" shortcut="Esc" side="left" icon={<X />} onClick={onClose} />
        {about !== undefined && <div className={styles.about}>{about}</div>}
      </header>
      {children}
    </Box>
  )
}
