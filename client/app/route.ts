/** Addresses and pages, both ways. Pure. */
import { type ConversationId, parseId } from '../../shared/ids.ts'

export const SETTINGS_SECTIONS = ['profile', 'appearance', 'members', 'groups', 'bots'] as const
export type SettingsSection = (typeof SETTINGS_SECTIONS)[number]

export type Route =
  | { readonly page: 'home' }
  | { readonly page: 'conversation'; readonly id: ConversationId }
  /** The invitation's secret stands in the fragment, which is never sent to a server. */
  | { readonly page: 'join'; readonly secret: string }
  /** `next`: where to go afterwards, a path of ours. */
  | { readonly page: 'sign-in'; readonly next?: string }
  | { readonly page: 'settings'; readonly section: SettingsSection }
  | { readonly page: 'not-found' }

export interface Address {
  readonly pathname: string
  readonly search: string
  readonly hash: string
}

export const readRoute = ({ pathname, search, hash }: Address): Route => {
  const [first = '', second, ...rest] = pathname.split('/').filter((part) => part !== '')
  if (rest.length > 0) return { page: 'not-found' }
  switch (first) {
    case '':
      return { page: 'home' }
    case 'c': {
      const id = parseId<ConversationId>(second)
      return id === undefined ? { page: 'not-found' } : { page: 'conversation', id }
    }
    case 'join':
      return { page: 'join', secret: decodeFragment(hash) }
    case 'sign-in': {
      const next = new URLSearchParams(search).get('next')
      return next !== null && isOurPath(next) ? { page: 'sign-in', next } : { page: 'sign-in' }
    }
    case 'settings': {
      const section = SETTINGS_SECTIONS.find((known) => known === (second ?? 'profile'))
      return section === undefined ? { page: 'not-found' } : { page: 'settings', section }
    }
    default:
      return { page: 'not-found' }
  }
}

export const routePath = (route: Route): string => {
  switch (route.page) {
    case 'home':
    case 'not-found':
      return '/'
    case 'conversation':
      return `/c/${route.id}`
    case 'join':
      return `/join#${encodeURIComponent(route.secret)}`
    case 'sign-in':
      return route.next === undefined ? '/sign-in' : `/sign-in?next=${encodeURIComponent(route.next)}`
    case 'settings':
      return `/settings/${route.section}`
  }
}

// "//elsewhere.example" and "/\elsewhere.example" are other sites to a browser.
const isOurPath = (path: string): boolean => /^\/(?![/\\])/.test(path)

const decodeFragment = (hash: string): string => {
  const raw = hash.replace(/^#/, '')
  try {
    return decodeURIComponent(raw)
  } catch {
    return raw
  }
}
