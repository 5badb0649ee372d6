/**
 * Who is signed in on this page, from the first moment to sign-out. Opens off line with whom the device remembers
 * and asks the server beside it. Owns the account's life; knows no React.
 */
import type { Me, State } from '../../shared/api.ts'
import type { Api } from '../api/api.ts'
import type { Failure } from '../api/result.ts'
import type { Account } from '../sync/account.ts'
import { createStore, type ReadableStore } from '../sync/store.ts'
import type { Device } from './device.ts'

export type SessionState =
  | { readonly kind: 'starting' }
  /** Nobody is remembered here and the server does not answer. */
  | { readonly kind: 'unreachable'; readonly error: Failure }
  | { readonly kind: 'signed-out'; readonly state: State }
  | { readonly kind: 'signed-in'; readonly account: Account }
  | { readonly kind: 'leaving' }

export interface Session {
  readonly state: ReadableStore<SessionState>
  /** Finds out who is here: at the start, after signing in, and when asked to try again. */
  readonly start: () => Promise<void>
  /** The server no longer knows this sign-in. What the device keeps stays for the next one. */
  readonly expire: () => Promise<void>
  /** Ends the session and deletes everything on this device. A failure leaves all as it was. */
  readonly signOut: () => Promise<Failure | undefined>
}

/** What tabs of one browser tell each other. */
export type TabMessage = { readonly type: 'signed-out' } | { readonly type: 'signed-in'; readonly id: string }

export interface SessionDeps {
  readonly api: Pick<Api, 'state' | 'signOut'>
  readonly openAccount: (me: Me) => Promise<Account>
  readonly device: Pick<Device, 'me' | 'rememberMe' | 'forgetMe' | 'clear'>
  readonly tabs: {
    readonly post: (message: TabMessage) => void
    readonly onMessage: (listener: (message: TabMessage) => void) => void
  }
  /** Starts the page anew at the front door. */
  readonly reload: () => void
}

export const createSession = ({ api, openAccount, device, tabs, reload }: SessionDeps): Session => {
  const state = createStore<SessionState>({ kind: 'starting' })

  const enter = async (me: Me): Promise<void> => {
    device.rememberMe(me)
    const account = await openAccount(me)
    account.signedIn.subscribe(() => {
      if (!account.signedIn.get()) void expire()
    })
    state.set({ kind: 'signed-in', account })
    tabs.post({ type: 'signed-in', id: me.id })
  }

  const close = async (forget: boolean): Promise<void> => {
    const now = state.get()
    if (now.kind !== 'signed-in') return
    state.set({ kind: 'leaving' })
    await now.account.destroy({ forget })
  }

  const start = async (): Promise<void> => {
    const remembered = device.me()
    if (remembered !== undefined && state.get().kind !== 'signed-in') await enter(remembered)
    const asked = await api.state()
    const now = state.get()
    if (!asked.ok) {
      if (now.kind !== 'signed-in') state.set({ kind: 'unreachable', error: asked.error })
      return
    }
    const { me } = asked.value
    if (now.kind === 'signed-in' && now.account.me.id === me?.id) {
      // The name may have changed elsewhere: right at the next start, and shown from the directory until then.
      device.rememberMe(me)
      return
    }
    await close(false)
    if (me !== undefined) {
      await enter(me)
      return
    }
    device.forgetMe()
    state.set({ kind: 'signed-out', state: asked.value })
  }

  // The server closes every room as soon as the session is over, which is no expiry when one has asked for it.
  let signingOut = false

  const expire = async (): Promise<void> => {
    if (signingOut || state.get().kind !== 'signed-in') return
    device.forgetMe()
    await close(false)
    await start()
  }

  const signOut = async (): Promise<Failure | undefined> => {
    signingOut = true
    const ended = await api.signOut()
    // A session that is over already is what was asked for.
    if (!ended.ok && ended.error.status !== 401) {
      signingOut = false
      return ended.error
    }
    tabs.post({ type: 'signed-out' })
    await close(true)
    device.clear()
    reload()
    return undefined
  }

  tabs.onMessage((message) => {
    const now = state.get()
    switch (message.type) {
      case 'signed-out':
        // This tab lets go of the database that the other one is deleting.
        if (now.kind === 'signed-in') void close(false).then(reload)
        break
      case 'signed-in':
        if (now.kind === 'signed-in' ? now.account.me.id !== message.id : now.kind === 'signed-out') reload()
        break
    }
  })

  return { state, start, expire, signOut }
}
