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
import type { ReactNode } from 'react'
import { useDocumentTitle } from '../app/document-title.ts'
import type { SettingsSection } from '../app/route.ts'
import { Link } from '../app/router.tsx'
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
}[] = [
  { section: 'profile', name: 'Profile', icon: <UserRound /> },
  { section: 'security', name: 'Security', icon: <ShieldCheck /> },
  { section: 'appearance', name: 'Appearance', icon: <Palette /> },
  { section: 'members', name: 'Members', icon: <Users /> },
  { section: 'groups', name: 'Groups', icon: <UsersRound /> },
  { section: 'bots', name: 'Bots', icon: <Bot /> },
  { section: 'tokens', name: 'API tokens', icon: <KeyRound /> },
]

const SettingsPage = ({ section }: { readonly section: SettingsSection }) => {
  useDocumentTitle(`${SECTIONS.find((known) => known.section === section)?.name ?? ''} settings`)
  return (
    <div className={styles.page}>
      <header className={styles.header}>
        <h1>Settings</h1>
      </header>
      <div className={styles.columns}>
        <nav aria-label="Settings" className={styles.sections}>
          {SECTIONS.map(({ section: to, name, icon }) => (
            <Link
              key={to}
              to={{ page: 'settings', section: to }}
              className={styles.section}
              aria-current={to === section ? 'page' : undefined}
            >
              <span aria-hidden="true">{icon}</span>
              {name}
            </Link>
          ))}
        </nav>
        <div className={styles.content}>
          <Section section={section} />
        </div>
      </div>
    </div>
  )
}

export default SettingsPage

const Section = ({ section }: { readonly section: SettingsSection }) => {
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
    case 'bots':
      return <BotsSection />
    case 'tokens':
      return <TokensSection />
  }
}
