/**
 * Three zones: sidebar, page, and whatever drawer a page has of its own. On a phone one zone at a time.
 * A page's header begins at `--header-inset`, which leaves room for the button that brings the sidebar back.
 */
import { ChevronLeft, PanelLeftOpen } from 'lucide-react'
import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react'
import type { ConversationId } from '../../shared/ids.ts'
import { IconButton, VisuallyHidden } from '../design/index.ts'
import { DeleteDialog } from '../directory/delete-dialog.tsx'
import { RenameDialog } from '../directory/rename-dialog.tsx'
import { Sidebar } from '../directory/sidebar.tsx'
import { useCreateConversation } from '../directory/use-create-conversation.ts'
import { useAnnouncedNews } from '../inbox/use-announced-news.ts'
import { useDevice } from './device-context.tsx'
import { useDocumentTitle } from './document-title.ts'
import { ErrorBoundary } from './error-boundary.tsx'
import { Page } from './page.tsx'
import { part } from './part.tsx'
import { routePath } from './route.ts'
import { useNavigation, useRoute } from './router.tsx'
import styles from './shell.module.css'
import { useShortcuts } from './shortcuts.ts'
import { useMedia } from './use-media.ts'
import { type WorkspaceActions, WorkspaceActionsProvider } from './workspace-actions.tsx'

const SharingDialog = part(() => import('../share/sharing-dialog.tsx'))
const Palette = part(() => import('./palette.tsx'))

/** By then the first screen stands, and nobody waits for anything else. */
const AHEAD_MILLISECONDS = 1_500

/** As in shell.module.css. */
const PHONE = '(max-width: 47.99rem)'

type Overlay =
  | { readonly kind: 'none' }
  | { readonly kind: 'palette' }
  | { readonly kind: 'share' | 'rename' | 'remove'; readonly id: ConversationId }

export const Shell = () => {
  const route = useRoute()
  const [overlay, setOverlay] = useState<Overlay>({ kind: 'none' })
  const [sidebar, toggleSidebar] = useSidebar()
  const phone = useMedia(PHONE)
  const create = useCreateConversation()
  const close = useCallback(() => setOverlay({ kind: 'none' }), [])
  // Whoever asks for it types on at once: it has to be here by then.
  useEffect(() => {
    const timer = setTimeout(() => void Palette.load().catch(() => undefined), AHEAD_MILLISECONDS)
    return () => clearTimeout(timer)
  }, [])
  const actions = useMemo<WorkspaceActions>(
    () => ({
      create,
      share: (id) => setOverlay({ kind: 'share', id }),
      rename: (id) => setOverlay({ kind: 'rename', id }),
      remove: (id) => setOverlay({ kind: 'remove', id }),
      openPalette: () => setOverlay({ kind: 'palette' }),
    }),
    [create],
  )
  useShortcuts(
    useMemo(
      () => ({ 'Mod+K': actions.openPalette, 'Mod+Shift+O': create, 'Mod+\\': toggleSidebar }),
      [actions, create, toggleSidebar],
    ),
  )

  return (
    <WorkspaceActionsProvider value={actions}>
      <AnnouncedNews />
      <div className={styles.shell} data-sidebar={phone ? 'none' : sidebar}>
        <a className={styles.skip} href="#page" onClick={skipToPage}>
          Skip to the page
        </a>
        {phone && route.page === 'home' ? (
          <main id="page" className={styles.sidebar} tabIndex={-1}>
            <HomeTitle />
            <Sidebar onCollapse={toggleSidebar} />
          </main>
        ) : (
          <>
            {!phone && (
              <div className={styles.sidebar}>
                <Sidebar onCollapse={toggleSidebar} />
              </div>
            )}
            <main id="page" className={styles.page} tabIndex={-1}>
              <WayBack onOpenSidebar={toggleSidebar} />
              <ErrorBoundary place={routePath(route)}>
                <Page route={route} />
              </ErrorBoundary>
            </main>
          </>
        )}
      </div>
      <OpenOverlay overlay={overlay} onClose={close} />
    </WorkspaceActionsProvider>
  )
}

const AnnouncedNews = (): null => {
  useAnnouncedNews()
  return null
}

const OpenOverlay = ({
  overlay,
  onClose,
}: {
  readonly overlay: Overlay
  readonly onClose: () => void
}): ReactNode => {
  switch (overlay.kind) {
    case 'none':
      return null
    case 'palette':
      return <Palette onClose={onClose} />
    case 'share':
      return <SharingDialog id={overlay.id} onClose={onClose} />
    case 'rename':
      return <RenameDialog id={overlay.id} onClose={onClose} />
    case 'remove':
      return <DeleteDialog id={overlay.id} onClose={onClose} />
  }
}

/** On a phone the list is the home page. */
const HomeTitle = () => {
  useDocumentTitle(undefined)
  return (
    <VisuallyHidden>
      <h1>Conversations</h1>
    </VisuallyHidden>
  )
}

const useSidebar = (): readonly ['open' | 'closed', () => void] => {
  const device = useDevice()
  const [open, setOpen] = useState(device.sidebarOpen)
  const toggle = useCallback(() => {
    setOpen((before) => {
      device.rememberSidebar(!before)
      return !before
    })
  }, [device])
  return [open ? 'open' : 'closed', toggle]
}

/** Brings the list back: unfolds the sidebar, or on a phone goes back to it. CSS shows the one that fits. */
const WayBack = ({ onOpenSidebar }: { readonly onOpenSidebar: () => void }) => {
  const navigation = useNavigation()
  return (
    <>
      <span className={styles.unfold}>
        <IconButton
          label="Show the sidebar"
          shortcut="Mod+\"
          icon={<PanelLeftOpen />}
          onClick={onOpenSidebar}
        />
      </span>
      <span className={styles.back}>
        <IconButton
          label="All conversations"
          icon={<ChevronLeft />}
          onClick={() => navigation.go({ page: 'home' })}
        />
      </span>
    </>
  )
}

// The fragment would count as another address of the page.
const skipToPage = (event: { preventDefault: () => void }) => {
  event.preventDefault()
  document.getElementById('page')?.focus()
}
