import { describe, expect, test } from 'vitest'
import type { ConversationId, MessageId } from '../../shared/ids.ts'
import { type Route, readRoute, routePath, SETTINGS_SECTIONS } from './route.ts'

const read = (path: string): Route => readRoute(new URL(path, 'https://banyan.example'))

describe('addresses', () => {
  test('[APP-1] every page has an address that leads back to it', () => {
    const pages: readonly Route[] = [
      { page: 'home' },
      { page: 'conversation', id: 'abc_DEF-1' as ConversationId },
      {
        page: 'conversation',
        id: 'abcd' as ConversationId,
        at: { place: 'talk', messageId: 'line-_1' as MessageId },
      },
      {
        page: 'conversation',
        id: 'abcd' as ConversationId,
        at: { place: 'conversation', messageId: 'talk-abcd' as MessageId },
      },
      { page: 'join', secret: 'a secret/with#signs%' },
      { page: 'sign-in' },
      { page: 'sign-in', next: '/c/abcd?x=1#y' },
      ...SETTINGS_SECTIONS.map((section): Route => ({ page: 'settings', section })),
    ]
    for (const page of pages) expect(read(routePath(page))).toEqual(page)
  })

  test('[APP-1] a trailing slash and a bare /settings are understood', () => {
    expect(read('/c/abcd/')).toEqual({ page: 'conversation', id: 'abcd' })
    expect(read('/settings')).toEqual({ page: 'settings', section: 'profile' })
  })

  test('[APP-1] a place in a conversation that is none leads to the conversation', () => {
    expect(read('/c/abcd#talk-')).toEqual({ page: 'conversation', id: 'abcd' })
    expect(read('/c/abcd#nowhere-abcd')).toEqual({ page: 'conversation', id: 'abcd' })
  })

  test.each(['/c', '/c/no', '/c/with%20space', '/c/abcd/more', '/settings/secrets', '/elsewhere'])(
    '[APP-1] %s is no page of ours',
    (path) => expect(read(path)).toEqual({ page: 'not-found' }),
  )

  test.each(['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)'])(
    '[APP-2] signing in never leads on to %s',
    (next) => expect(read(`/sign-in?next=${encodeURIComponent(next)}`)).toEqual({ page: 'sign-in' }),
  )

  test('[APP-1] a fragment that is not encoded rightly is taken as it stands', () => {
    expect(read('/join#100%')).toEqual({ page: 'join', secret: '100%' })
  })
})
