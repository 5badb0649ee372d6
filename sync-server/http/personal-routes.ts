/** Everything about one's own account that is more than signing in: gathered here, a file for each. */
import { Hono } from 'hono'
import type { AccessStore } from '../access/access-store.ts'
import type { AccountStore } from '../access/account-store.ts'
import type { Accounts } from '../access/accounts.ts'
import type { PictureStore } from '../access/picture-store.ts'
import type { SingleSignOn } from '../access/single-sign-on.ts'
import type { Directories } from '../directory/directories.ts'
import type { Rooms } from '../rooms/rooms.ts'
import type { Guards } from './caller.ts'
import type { GoOnWithNewCookie } from './new-cookie.ts'
import { createPasswordResetRoutes, type ResetMail } from './password-reset-routes.ts'
import { createPictureRoutes } from './picture-routes.ts'
import type { RemoteAddress } from './remote-address.ts'
import { createSecondFactorRoutes } from './second-factor-routes.ts'
import { createSessionRoutes } from './session-routes.ts'
import { createSingleSignOnRoutes } from './single-sign-on-routes.ts'
import { createTokenRoutes } from './token-routes.ts'

export interface PersonalRoutesDeps {
  readonly accountStore: AccountStore
  readonly pictures: PictureStore
  readonly resetMail?: ResetMail | undefined
  readonly singleSignOn?: SingleSignOn | undefined
}

export const createPersonalRoutes = (
  deps: PersonalRoutesDeps & {
    readonly accounts: Accounts
    readonly store: AccessStore
    readonly directories: Pick<Directories, 'peopleChanged'>
    readonly rooms: Pick<Rooms, 'signedOut'>
    readonly goOnWithNewCookie: GoOnWithNewCookie
    readonly remoteAddress: RemoteAddress
    readonly guards: Guards
    readonly now: () => number
    readonly onError: (error: unknown, request: { readonly method: string; readonly path: string }) => void
  },
): Hono => {
  const routes = new Hono()
  routes.route('/', createSessionRoutes(deps))
  routes.route('/', createSecondFactorRoutes(deps))
  routes.route('/', createPasswordResetRoutes(deps))
  routes.route('/', createTokenRoutes(deps))
  routes.route('/', createPictureRoutes(deps))
  const { singleSignOn } = deps
  if (singleSignOn !== undefined) routes.route('/', createSingleSignOnRoutes({ ...deps, singleSignOn }))
  return routes
}
