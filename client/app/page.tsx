import { Compass, UserCheck } from 'lucide-react'
import type { ConversationId } from '../../shared/ids.ts'
import { DeletedPage } from '../deleted/deleted-page.tsx'
import { Button, EmptyState } from '../design/index.ts'
import { titleOf } from '../directory/titles.ts'
import { useMarkSeen } from '../directory/use-unread.ts'
import { useDirectoryEntry, useMe } from '../sync/hooks.tsx'
import { useDocumentTitle } from './document-title.ts'
import { HomePage } from './home-page.tsx'
import styles from './page.module.css'
import { ConversationPage, SettingsPage } from './pages.tsx'
import type { Route } from './route.ts'
import { useNavigation } from './router.tsx'
import { useSignOut } from './sign-out.tsx'
import { useWorkspaceActions } from './workspace-actions.tsx'

export const Page = ({ route }: { readonly route: Route }) => {
  switch (route.page) {
    case 'home':
    case 'sign-in':
    case 'reset':
    case 'forgot':
      return <HomePage />
    case 'conversation':
      return <OneConversation key={route.id} id={route.id} />
    case 'settings':
      return <SettingsPage section={route.section} />
    case 'deleted':
      return <DeletedPage />
    case 'join':
      return <AlreadyIn />
    case 'not-found':
      return <NotFound />
  }
}

const OneConversation = ({ id }: { readonly id: ConversationId }) => {
  const entry = useDirectoryEntry(id)
  const { share } = useWorkspaceActions()
  useDocumentTitle(entry === undefined ? undefined : titleOf(entry))
  useMarkSeen(id)
  return <ConversationPage conversationId={id} onOpenSharing={() => share(id)} />
}

const NotFound = () => {
  useDocumentTitle('Not found')
  const navigation = useNavigation()
  return (
    <div className={styles.centre}>
      <EmptyState
        icon={<Compass />}
        title="There is no page at this address"
        text="It may be mistyped, or from another version of Banyan."
        action={<Button onClick={() => navigation.go({ page: 'home' })}>All conversations</Button>}
      />
    </div>
  )
}

/** An invitation was opened by somebody who is signed in. */
const AlreadyIn = () => {
  useDocumentTitle('Join')
  const me = useMe()
  const signOut = useSignOut()
  return (
    <div className={styles.centre}>
      <EmptyState
        icon={<UserCheck />}
        title={`You are signed in as ${me.name}`}
        text={`You belong to ${me.organization.name}. To use this invitation for somebody else, sign out first and open the link again.`}
        action={<Button onClick={signOut}>Sign out</Button>}
      />
    </div>
  )
}
