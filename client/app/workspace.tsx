/** Everything behind sign-in. A chunk of its own: the front door does not wait for it. */
import { useEffect } from 'react'
import { useNotices } from '../design/index.ts'
import type { Account } from '../sync/account.ts'
import { AccountProvider, useStore } from '../sync/hooks.tsx'
import { PaletteActionsProvider } from './palette-actions.tsx'
import { Shell } from './shell.tsx'
import { useAppliedTheme } from './use-theme.ts'

const Workspace = ({ account }: { readonly account: Account }) => (
  <AccountProvider account={account}>
    <AppliedTheme account={account} />
    <AccountNotices account={account} />
    <PaletteActionsProvider>
      <Shell />
    </PaletteActionsProvider>
  </AccountProvider>
)

export default Workspace

const AppliedTheme = ({ account }: { readonly account: Account }) => {
  const state = useStore(account.personal.state)
  useAppliedTheme(state.kind !== 'loading')
  return null
}

/** What rooms have to say to the user. */
const AccountNotices = ({ account }: { readonly account: Account }) => {
  const notice = useStore(account.notice)
  const { show } = useNotices()
  useEffect(() => {
    if (notice !== undefined) show({ text: notice.text })
  }, [notice, show])
  return null
}
