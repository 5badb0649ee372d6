import { afterEach, beforeEach, expect, it } from 'vitest'
import { BANYAN_AGENT, type ConversationId, type PrincipalId } from '../../shared/ids.ts'
import {
  type AccessWorld,
  AGENT_KEY,
  createAccessWorld,
  type TestMember,
} from '../../tests/helpers/access-world.ts'
import { BANYAN_PRINCIPAL } from './authenticate.ts'
import type { Principal } from './principal.ts'

let world: AccessWorld
let ana: TestMember
let ben: TestMember
let id: ConversationId
beforeEach(async () => {
  world = await createAccessWorld()
  ana = await world.found('Ana')
  ben = await world.join(ana, 'Ben')
  id = await ben.newConversation('Ours')
})
afterEach(() => {
  world.close()
})

const signedIn = async (member: TestMember): Promise<Principal> => {
  const principal = await world.authenticate(new Headers({ cookie: member.cookie }))
  if (principal === undefined) throw new Error('Nobody is signed in.')
  return principal
}
const enter = async (principal: Principal, conversation = id) =>
  world.authorize(principal, { kind: 'conversation', id: conversation })
const bearer = (token: string) => world.authenticate(new Headers({ authorization: `Bearer ${token}` }))

it('[ACCESS-3] an admin is refused where nothing is shared with them', async () => {
  expect(ana.me.role).toBe('admin')
  expect(await enter(await signedIn(ana))).toEqual({ allowed: false, reason: 'forbidden' })
  await ben.share(id, { kind: 'person', id: ana.id }, 'view')
  expect(await enter(await signedIn(ana))).toEqual({ allowed: true, level: 'view' })
})

it('[ACCESS-4] what is not there, was deleted or is somebody else’s is unknown', async () => {
  const principal = await signedIn(ben)
  expect(await enter(principal)).toEqual({ allowed: true, level: 'owner' })
  expect(await enter(principal, 'no-such-talk' as ConversationId)).toEqual({
    allowed: false,
    reason: 'unknown',
  })
  const stranger: Principal = { ...principal, id: 'a-stranger' as PrincipalId } as Principal
  expect(await enter(stranger)).toEqual({ allowed: false, reason: 'unknown' })
  await ben.read('DELETE', `/api/conversations/${id}`)
  expect(await enter(principal)).toEqual({ allowed: false, reason: 'unknown' })
  expect(await enter(BANYAN_PRINCIPAL)).toEqual({ allowed: false, reason: 'unknown' })
})

it('[ACCESS-5] directory and personal rooms are their owner’s alone', async () => {
  const principal = await signedIn(ana)
  for (const [kind, level] of [
    ['directory', 'view'],
    ['personal', 'owner'],
  ] as const) {
    expect(await world.authorize(principal, { kind, userId: ana.id })).toEqual({ allowed: true, level })
    expect(await world.authorize(principal, { kind, userId: ben.id })).toMatchObject({ allowed: false })
    expect(await world.authorize(BANYAN_PRINCIPAL, { kind, userId: BANYAN_AGENT })).toMatchObject({
      allowed: false,
    })
  }
})

it('[TALK-1] into the side talk come those who may collaborate, and viewers where the owner lets them', async () => {
  const talk = async (who: TestMember) =>
    world.authorize(await signedIn(who), { kind: 'talk', id: conversation })
  const conversation = id
  const forbidden = { allowed: false, reason: 'forbidden' }
  const change = async (change: object) => {
    const { version } = await ben.read('GET', `/api/conversations/${id}/sharing`)
    return ben.read('PUT', `/api/conversations/${id}/sharing`, { version, ...change })
  }
  expect(await talk(ben)).toEqual({ allowed: true, level: 'owner' })
  expect(await talk(ana)).toEqual(forbidden)
  await ben.share(id, { kind: 'person', id: ana.id }, 'view')
  expect(await talk(ana)).toEqual(forbidden)
  expect(await change({ sideTalk: 'everybody' })).toMatchObject({ sideTalk: 'everybody' })
  expect(await talk(ana)).toEqual({ allowed: true, level: 'collaborate' })
  await change({ sideTalk: 'collaborators' })
  expect(await talk(ana)).toEqual(forbidden)
  await ben.share(id, { kind: 'person', id: ana.id }, 'collaborate')
  expect(await talk(ana)).toEqual({ allowed: true, level: 'collaborate' })
  await ben.read('DELETE', `/api/conversations/${id}`)
  for (const who of [ana, ben]) expect(await talk(who)).toEqual({ allowed: false, reason: 'unknown' })
})

it('[TALK-1] no agent, no bot and no program of a person’s comes into a side talk, whatever else it may', async () => {
  const unknown = { allowed: false, reason: 'unknown' }
  const talk = (principal: Principal | undefined) =>
    principal && world.authorize(principal, { kind: 'talk', id })
  const { token, id: botId } = await ben.read('POST', '/api/bots', { name: 'Echo' })
  await ben.share(id, { kind: 'person', id: botId }, 'collaborate')
  const { version } = await ben.read('GET', `/api/conversations/${id}/sharing`)
  await ben.read('PUT', `/api/conversations/${id}/sharing`, { version, sideTalk: 'everybody' })
  const bot = await bearer(token)
  expect(bot && (await enter(bot))).toEqual({ allowed: true, level: 'collaborate' })
  expect(await talk(bot)).toEqual(unknown)
  expect(await talk(await bearer(AGENT_KEY))).toEqual(unknown)
  const { secret } = await ben.read('POST', '/api/me/tokens', {
    name: 'Script',
    scopes: ['read', 'write', 'share'],
    days: 30,
  })
  const program = await bearer(secret)
  expect(program && (await enter(program))).toEqual({ allowed: true, level: 'owner' })
  expect(await talk(program)).toEqual(unknown)
  expect(program && (await world.authorize(program, { kind: 'directory', userId: ben.id }))).toEqual(unknown)
})

it('[ACCESS-6] a person comes by cookie, a bot by token, the house’s agent by key; what is wrong is nobody', async () => {
  const { token, id: botId } = await ben.read('POST', '/api/bots', { name: 'Echo' })
  const bot = await bearer(token)
  expect(bot).toMatchObject({ kind: 'bot', id: botId, name: 'Echo' })
  expect(await bearer(AGENT_KEY)).toEqual(BANYAN_PRINCIPAL)
  expect(await bearer(`${token}x`)).toBeUndefined()
  expect(await bearer(`${AGENT_KEY}x`)).toBeUndefined()
  expect(await bearer('anything')).toBeUndefined()
  expect(await world.authenticate(new Headers({ cookie: `${ben.cookie}x` }))).toBeUndefined()
  expect(
    await world.authenticate(new Headers({ authorization: 'Basic abc', cookie: ben.cookie })),
  ).toBeUndefined()
  expect(await world.authenticate(new Headers())).toBeUndefined()

  if (bot === undefined) throw new Error('The bot has gone.')
  await ben.share(id, { kind: 'organization' }, 'collaborate')
  expect(await enter(bot)).toEqual({ allowed: false, reason: 'forbidden' })
  await ben.share(id, { kind: 'person', id: botId }, 'collaborate')
  expect(await enter(bot)).toEqual({ allowed: true, level: 'collaborate' })
  expect(await enter(BANYAN_PRINCIPAL)).toEqual({ allowed: true, level: 'collaborate' })
})

it('[ACCESS-7] after signing out the cookie is worth nothing, at once', async () => {
  const { sessionId } = (await signedIn(ben)) as Extract<Principal, { kind: 'person' }>
  await ben.read('POST', '/api/auth/sign-out')
  expect(await world.authenticate(new Headers({ cookie: ben.cookie }))).toBeUndefined()
  expect(world.rooms.told).toContainEqual({ what: 'signedOut', who: { sessionId } })
})
