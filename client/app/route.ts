/** Addresses and pages, both ways. Pure. */
import { SINGLE_SIGN_ON_PROBLEMS, type SingleSignOnProblem } from '../../shared/api-account.ts'
import { type ConversationId, type MessageId, parseId } from '../../shared/ids.ts'

export const SETTINGS_SECTIONS = [
  'profile',
  'security',
  'appearance',
  'members',
  'groups',
  'bots',
  'tokens',
  'conversations',
  'audit',
] as const
export type SettingsSection = (typeof SETTINGS_SECTIONS)[number]

/** A message of a conversation, or a line of its side talk. */
export interface PlaceInConversation {
  readonly place: 'conversation' | 'talk'
  readonly messageId: MessageId
}

export type Route =
  | { readonly page: 'home' }
  | { readonly page: 'conversation'; readonly id: ConversationId; readonly at?: PlaceInConversation }
  /** The invitation's secret stands in the fragment, which is never sent to a server. */
  | { readonly page: 'join'; readonly secret: string }
  /** The secret of a link that sets a new password. */
  | { readonly page: 'reset'; readonly secret: string }
  | { readonly page: 'forgot' }
  /** `next`: where to go afterwards, a path of ours. `problem`: why a sign-in service let nobody in. */
  | { readonly page: 'sign-in'; readonly next?: string; readonly problem?: SingleSignOnProblem }
  | { readonly page: 'settings'; readonly section: SettingsSection }
  /** One's own conversations that were deleted and can be restored. */
  | { readonly page: 'deleted' }
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
      if (id === undefined) return { page: 'not-found' }
      const at = readPlace(hash)
      return { page: 'conversation', id, ...(at === undefined ? {} : { at }) }
    }
    case 'deleted':
      return second === undefined ? { page: 'deleted' } : { page: 'not-found' }
    case 'join':
      return { page: 'join', secret: decodeFragment(hash) }
    case 'reset':
      return { page: 'reset', secret: decodeFragment(hash) }
    case 'forgot':
      return second === undefined ? { page: 'forgot' } : { page: 'not-found' }
    case 'sign-in': {
      const query = new URLSearchParams(search)
      const next = query.get('next')
      const problem = query.get('problem')
      return {
        page: 'sign-in',
        ...(next !== null && isOurPath(next) ? { next } : {}),
        ...(problem !== null && Object.hasOwn(SINGLE_SIGN_ON_PROBLEMS, problem)
          ? { problem: problem as SingleSignOnProblem }
          : {}),
      }
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
      return `/c/${route.id}${route.at === undefined ? '' : `#${PLACE_WORDS[route.at.place]}-${route.at.messageId}`}`
    case 'join':
      return `/join#${encodeURIComponent(route.secret)}`
    case 'reset':
      return `/reset#${encodeURIComponent(route.secret)}`
    case 'forgot':
      return '/forgot'
    case 'sign-in': {
      const { next, problem } = route
      const query = new URLSearchParams({ ...(next && { next }), ...(problem && { problem }) }).toString()
      return query === '' ? '/sign-in' : `/sign-in?${query}`
    }
    case 'deleted':
      return '/deleted'
    case 'settings':
      return `/settings/${route.section}`
  }
}

const PLACE_WORDS = { conversation: 'message', talk: 'talk' } as const

const readPlace = (hash: string): PlaceInConversation | undefined => {
  const [, word, id] = /^#(message|talk)-(.*)$/.exec(hash) ?? []
  const messageId = parseId<MessageId>(id)
  if (messageId === undefined) return undefined
  return { place: word === 'talk' ? 'talk' : 'conversation', messageId }
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
