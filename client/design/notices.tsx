import { X } from 'lucide-react'
import { Toast } from 'radix-ui'
import { createContext, type ReactNode, use, useCallback, useMemo, useState } from 'react'
import { Button } from './button.tsx'
import { IconButton } from './icon-button.tsx'
import styles from './notices.module.css'

export interface Notice {
  readonly text: string
  /** A way back or on: "Undo", "Show". */
  readonly action?: { readonly label: string; readonly onSelect: () => void }
}

export interface Notices {
  readonly show: (notice: Notice) => void
}

const NoticesContext = createContext<Notices | undefined>(undefined)

export const useNotices = (): Notices => {
  const notices = use(NoticesContext)
  if (notices === undefined) throw new Error('useNotices needs a NoticesProvider above it.')
  return notices
}

const LONGEST_QUEUE = 3

/** Once, around the app: short sentences at the top that go by themselves, read aloud, reachable with F8. */
export const NoticesProvider = ({ children }: { readonly children: ReactNode }) => {
  const [shown, setShown] = useState<readonly (Notice & { readonly key: number })[]>([])
  const show = useCallback((notice: Notice) => {
    setShown((before) => [...before, { ...notice, key: (before.at(-1)?.key ?? 0) + 1 }].slice(-LONGEST_QUEUE))
  }, [])
  const notices = useMemo(() => ({ show }), [show])
  return (
    <NoticesContext value={notices}>
      <Toast.Provider duration={6000} swipeDirection="right" label="Notice">
        {children}
        {shown.map(({ key, text, action }) => (
          <Toast.Root
            key={key}
            className={styles.notice}
            onOpenChange={(open) => {
              if (!open) setShown((before) => before.filter((notice) => notice.key !== key))
            }}
          >
            <Toast.Description className={styles.text}>{text}</Toast.Description>
            {action !== undefined && (
              <Toast.Action asChild altText={action.label}>
                <Button size="small" variant="plain" onClick={action.onSelect}>
                  {action.label}
                </Button>
              </Toast.Action>
            )}
            <Toast.Close asChild>
              <IconButton label="Dismiss" icon={<X />} size="small" side="top" />
            </Toast.Close>
          </Toast.Root>
        ))}
        <Toast.Viewport className={styles.region} label="Notices ({hotkey})" />
      </Toast.Provider>
    </NoticesContext>
  )
}
