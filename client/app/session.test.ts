import { expect, test } from 'vitest'
import type { Me } from '../../shared/api.ts'
import type { OrganizationId, PrincipalId } from '../../shared/ids.ts'
import type { Account } from '../sync/account.ts'
import { createStore } from '../sync/store.ts'
import { createSession } from './session.ts'

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
