/** The pages that are chunks of their own, and which of them an address needs: for asking for it early. */
import { Skeleton } from '../design/index.ts'
import styles from './page.module.css'
import { part } from './part.tsx'
import type { Route } from './route.ts'

const loading = (
  <div className={styles.loading}>
    <Skeleton lines={8} />
  </div>
)

export const ConversationPage = part(() => import('../chat/conversation-page.tsx'), loading)
export const SettingsPage = part(() => import('../settings/settings-page.tsx'), loading)

export const loadPage = async (route: Route): Promise<void> => {
  switch (route.page) {
    case 'conversation':
      await ConversationPage.load()
      break
    case 'settings':
      await SettingsPage.load()
      break
    case 'home':
    case 'join':
    case 'reset':
    case 'forgot':
    case 'sign-in':
    case 'deleted':
    case 'not-found':
      break
  }
}
