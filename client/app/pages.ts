/** The pages that are chunks of their own, and which of them an address needs: for asking for it early. */
import type { Route } from './route.ts'

export const loadConversationPage = () => import('../chat/conversation-page.tsx')
export const loadSettingsPage = () => import('../settings/settings-page.tsx')

export const loadPage = async (route: Route): Promise<void> => {
  switch (route.page) {
    case 'conversation':
      await loadConversationPage()
      break
    case 'settings':
      await loadSettingsPage()
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
