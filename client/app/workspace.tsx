/** Everything behind sign-in. A chunk of its own: the front door does not wait for it. */
import { type ReactNode, useEffect, useState } from 'react'
import { TimeZoneProvider, useNotices } from '../design/index.ts'
import { useFilesOfAccount } from '../files/use-uploads.ts'
import type { Account } from '../sync/account.ts'
import { AccountProvider, useStore } from '../sync/hooks.tsx'
import { createTalkInView, TalkInViewProvider } from '../talk/talk-in-view.tsx'
import { PaletteActionsProvider } from './palette-actions.tsx'
import { Shell } from './shell.tsx'
import { useAppliedTheme } from './use-theme.ts'
import { useTimeZone } from './use-time-zone.ts'

const Workspace = ({ account }: { readonly account: Account }) => (
  <AccountProvider account={account}>
    <AppliedTheme account={account} />
    <FilesOnTheirWay />
    <AccountNotices account={account} />
    <OwnTimeZone>
      <PaletteActionsProvider>
        <TalkInView>
          <Shell />
        </TalkInView>
      </PaletteActionsProvider>
    </OwnTimeZone>
  </AccountProvider>
)

export default Workspace

const OwnTimeZone = ({ children }: { readonly children: ReactNode }) => {
  const [timeZone] = useTimeZone()
  return <TimeZoneProvider value={timeZone}>{children}</TimeZoneProvider>
}

const TalkInView = ({ children }: { readonly children: ReactNode }) => {
  const [inView] = useState(createTalkInView)
  return <TalkInViewProvider value={inView}>{children}</TalkInViewProvider>
}

const AppliedTheme = ({ account }: { readonly account: Account }) => {
  const state = useStore(account.personal.state)
  useAppliedTheme(state.kind !== 'loading')
  return null
}

/** Goes on with files that were chosen earlier, wherever one is. */
const FilesOnTheirWay = () => {
  useFilesOfAccount()
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
