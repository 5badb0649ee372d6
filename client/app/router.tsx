/** The history of the browser as state of React. Which page an address means stands in `route.ts`. */
import { type ComponentProps, createContext, type ReactNode, use, useMemo, useSyncExternalStore } from 'react'
import { type Route, readRoute, routePath } from './route.ts'

export interface Navigation {
  readonly go: (to: Route, options?: { readonly replace?: boolean }) => void
}

interface Router extends Navigation {
  readonly route: Route
}

const RouterContext = createContext<Router | undefined>(undefined)

const MOVED = 'banyan:moved'

const subscribe = (listener: () => void) => {
  window.addEventListener('popstate', listener)
  window.addEventListener('hashchange', listener)
  window.addEventListener(MOVED, listener)
  return () => {
    window.removeEventListener('popstate', listener)
    window.removeEventListener('hashchange', listener)
    window.removeEventListener(MOVED, listener)
  }
}

const goToPath = (path: string, replace = false) => {
  if (replace) window.history.replaceState(null, '', path)
  else window.history.pushState(null, '', path)
  // pushState tells nobody.
  window.dispatchEvent(new Event(MOVED))
}

const go: Navigation['go'] = (to, options) => goToPath(routePath(to), options?.replace)

export const RouterProvider = ({ children }: { readonly children: ReactNode }) => {
  const href = useSyncExternalStore(subscribe, () => window.location.href)
  const router = useMemo(() => ({ route: readRoute(new URL(href)), go }), [href])
  return <RouterContext value={router}>{children}</RouterContext>
}

const useRouter = (): Router => {
  const router = use(RouterContext)
  if (router === undefined) throw new Error('The router needs a RouterProvider above it.')
  return router
}

export const useRoute = (): Route => useRouter().route

export const useNavigation = (): Navigation => useRouter()

export interface LinkProps extends Omit<ComponentProps<'a'>, 'href'> {
  readonly to: Route
}

/** A true link: middle click, copy and screen readers work as with any. */
export const Link = ({ to, onClick, children, ...rest }: LinkProps) => (
  <a
    {...rest}
    href={routePath(to)}
    onClick={(event) => {
      onClick?.(event)
      const ours = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey
      if (event.defaultPrevented || !ours) return
      event.preventDefault()
      go(to)
    }}
  >
    {children}
  </a>
)

/** Leads to a path that was kept as text: where somebody was going when they had to sign in. */
export const goTo = (path: string): void => goToPath(path, true)
