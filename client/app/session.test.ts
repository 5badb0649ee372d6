import { describe, expect, test } from 'vitest'
import type { Me } from '../../shared/api.ts'
import type { OrganizationId, PrincipalId } from '../../shared/ids.ts'
import type { Api } from '../api/api.ts'
import type { Account } from '../sync/account.ts'
import { createStore, type Store } from '../sync/store.ts'
import { createSession, type TabMessage } from './session.ts'

const ANA: Me = {
  id: 'ana-' as PrincipalId,
  name: 'Ana',
  kind: 'person',
  email: 'ana@example.org',
  role: 'member',
  organization: { id: 'acme' as OrganizationId, name: 'Acme' },
}

test('[D6] signing out forgets everything, though the rooms are closed before the answer comes', async () => {
  const signedIn = createStore(true)
  const destroyed: boolean[] = []
  const account = {
    me: ANA,
    signedIn,
    destroy: ({ forget }: { forget: boolean }) => {
      destroyed.push(forget)
      return Promise.resolve()
    },
  } as Partial<Account> as Account
  const session = createSession({
    api: {
      state: () => Promise.resolve({ ok: true, value: { founded: true, me: ANA } }),
      signOut: () => {
        signedIn.set(false)
        return Promise.resolve({ ok: true, value: undefined })
      },
    },
    openAccount: () => Promise.resolve(account),
    device: {
      me: () => undefined,
      rememberMe: () => undefined,
      forgetMe: () => undefined,
      clear: () => undefined,
    },
    tabs: { post: () => undefined, onMessage: () => undefined },
    reload: () => undefined,
  })
  await session.start()
  expect(await session.signOut()).toBeUndefined()
  expect(destroyed).toEqual([true])
})

const OFFLINE = { ok: false, error: { code: 'offline', message: 'You are offline.' } } as const

/** A session of which the parts outside are played: what the server says, whom the device knows. */
const play = (remembered: Me | undefined, answer: () => Awaited<ReturnType<Api['state']>>) => {
  const opened: { id: string; destroyed: boolean[]; signedIn: Store<boolean> }[] = []
  const kept = { me: remembered }
  let reloads = 0
  let hear: (message: TabMessage) => void = () => undefined
  const session = createSession({
    api: { state: () => Promise.resolve(answer()), signOut: () => Promise.resolve(OFFLINE) },
    openAccount: (me) => {
      const one = { id: me.id, destroyed: [] as boolean[], signedIn: createStore(true) }
      opened.push(one)
      const destroy = ({ forget }: { forget: boolean }) => {
        one.destroyed.push(forget)
        return Promise.resolve()
      }
      return Promise.resolve({ me, signedIn: one.signedIn, destroy } as Partial<Account> as Account)
    },
    device: {
      me: () => kept.me,
      rememberMe: (me) => {
        kept.me = me
      },
      forgetMe: () => {
        kept.me = undefined
      },
      clear: () => undefined,
    },
    tabs: {
      post: () => undefined,
      onMessage: (listener) => {
        hear = listener
      },
    },
    reload: () => reloads++,
  })
  return { session, opened, kept, reloads: () => reloads, tell: (message: TabMessage) => hear(message) }
}

const BEN: Me = { ...ANA, id: 'ben-' as PrincipalId, name: 'Ben' }
const signedInAs = (me: Me | undefined) => () =>
  ({ ok: true, value: { founded: true, ...(me === undefined ? {} : { me }) } }) as const

describe('a session', () => {
  test('[D1] the app opens off line for whom the device remembers', async () => {
    const { session, opened } = play(ANA, () => OFFLINE)
    await session.start()
    expect(session.state.get().kind).toBe('signed-in')
    expect(opened).toHaveLength(1)
  })

  test('[D1] where nobody is remembered and no server answers, it says so', async () => {
    const { session } = play(undefined, () => OFFLINE)
    await session.start()
    expect(session.state.get()).toMatchObject({ kind: 'unreachable', error: { code: 'offline' } })
  })

  test('[APP-8] where somebody else is signed in, their account takes the place; nothing is deleted', async () => {
    const { session, opened, kept } = play(ANA, signedInAs(BEN))
    await session.start()
    expect(opened.map(({ id, destroyed }) => [id, destroyed])).toEqual([
      [ANA.id, [false]],
      [BEN.id, []],
    ])
    expect(kept.me?.id).toBe(BEN.id)
  })

  test('[APP-8] a session that has run out leads to signing in and keeps what is on the device', async () => {
    let me: Me | undefined = ANA
    const { session, opened, kept } = play(ANA, () => signedInAs(me)())
    await session.start()
    me = undefined
    opened[0]?.signedIn.set(false)
    await expect.poll(() => session.state.get().kind).toBe('signed-out')
    expect(opened[0]?.destroyed).toEqual([false])
    expect(kept.me).toBeUndefined()
  })

  test('[PEOPLE-3] signing out without a connection changes nothing and says why', async () => {
    const { session, opened, kept } = play(ANA, signedInAs(ANA))
    await session.start()
    expect(await session.signOut()).toBe(OFFLINE.error)
    expect(session.state.get().kind).toBe('signed-in')
    expect(opened[0]?.destroyed).toEqual([])
    expect(kept.me).toEqual(ANA)
  })

  test('[D6] a tab lets go when another one signs out, or signs in as somebody else', async () => {
    const out = play(ANA, signedInAs(ANA))
    await out.session.start()
    out.tell({ type: 'signed-out' })
    await expect.poll(out.reloads).toBe(1)
    expect(out.opened[0]?.destroyed).toEqual([false])

    const other = play(ANA, signedInAs(ANA))
    await other.session.start()
    other.tell({ type: 'signed-in', id: ANA.id })
    expect(other.reloads()).toBe(0)
    other.tell({ type: 'signed-in', id: BEN.id })
    expect(other.reloads()).toBe(1)
  })
})
