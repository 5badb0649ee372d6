import {
  Bot,
  KeyRound,
  MessagesSquare,
  Palette,
  ScrollText,
  ShieldCheck,
  UserRound,
  Users,
  UsersRound,
} from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { AuditSection } from '../administration/audit-section.tsx'
import { ConversationsSection } from '../administration/conversations-section.tsx'
import { useDocumentTitle } from '../app/document-title.ts'
import type { SettingsSection } from '../app/route.ts'
import { Link } from '../app/router.tsx'
import { EmptyState } from '../design/index.ts'
import { AppearanceSection } from './appearance-section.tsx'
import { BotsSection } from './bots-section.tsx'
import { GroupsSection } from './groups-section.tsx'
import { MembersSection } from './members-section.tsx'
import { ProfileSection } from './profile-section.tsx'
import { SecuritySection } from './security-section.tsx'
import styles from './settings.module.css'
import { TokensSection } from './tokens-section.tsx'
import { useIsAdmin } from './use-is-admin.ts'

const SECTIONS: readonly {
  readonly section: SettingsSection
  readonly name: string
  readonly icon: ReactNode
  readonly forAdmins?: true
}[] = [
  { section: 'profile', name: 'Profile', icon: <UserRound /> },
  { section: 'security', name: 'Security', icon: <ShieldCheck /> },
  { section: 'appearance', name: 'Appearance', icon: <Palette /> },
  { section: 'members', name: 'Members', icon: <Users /> },
  { section: 'groups', name: 'Groups', icon: <UsersRound /> },
  { section: 'conversations', name: 'Conversations', icon: <MessagesSquare />, forAdmins: true },
  { section: 'audit', name: 'Audit log', icon: <ScrollText />, forAdmins: true },
  { section: 'bots', name: 'Bots', icon: <Bot /> },
  { section: 'tokens', name: 'API tokens', icon: <KeyRound /> },
]

const SettingsPage = ({ section }: { readonly section: SettingsSection }) => {
  const admin = useIsAdmin()
  const nav = useRef<HTMLElement>(null)
  useEffect(() => {
    // On a phone the sections stand in a row that is wider than the screen.
    const current = nav.current?.querySelector(`[data-section="${section}"]`)
    current?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [section])
  useDocumentTitle(`${SECTIONS.find((known) => known.section === section)?.name ?? ''} settings`)
  return (
    <div className={styles.page}>
      <header className={styles.header}>
        <h1>Settings</h1>
      </header>
      <div className={styles.columns}>
        <nav ref={nav} aria-label="Settings" className={styles.sections}>
          {SECTIONS.filter(({ forAdmins }) => admin || forAdmins !== true).map(
            ({ section: to, name, icon }) => (
              <Link
                key={to}
                data-section={to}
                ref={to === section ? bringIntoView : undefined}
                to={{ page: 'settings', section: to }}
                className={styles.section}
                aria-current={to === section ? 'page' : undefined}
              >
                <span aria-hidden="true">{icon}</span>
                {name}
              </Link>
            ),
          )}
        </nav>
        <div className={styles.content}>
          <Section section={section} />
        </div>
      </div>
    </div>
  )
}

export default SettingsPage

/** On a phone the sections stand in one row that is wider than the screen. */
const bringIntoView = (link: HTMLAnchorElement | null): void =>
  link?.scrollIntoView({ inline: 'center', block: 'nearest' })

/** Somebody followed a link, or is no admin any more. */
const ForAdmins = () => (
  <EmptyState
    title="This is for admins"
    text="An admin of your organization can look here for you."
    action={<Link to={{ page: 'settings', section: 'members' }}>See who is one</Link>}
  />
)

const Section = ({ section }: { readonly section: SettingsSection }) => {
  const admin = useIsAdmin()
  switch (section) {
    case 'profile':
      return <ProfileSection />
    case 'security':
      return <SecuritySection />
    case 'appearance':
      return <AppearanceSection />
    case 'members':
      return <MembersSection />
    case 'groups':
      return <GroupsSection />
    case 'conversations':
      return admin ? <ConversationsSection /> : <ForAdmins />
    case 'audit':
      return admin ? <AuditSection /> : <ForAdmins />
    case 'bots':
      return <BotsSection />
    case 'tokens':
      return <TokensSection />
  }
}
