import { Bot, ChevronsUpDown, LogOut, Settings, Trash2, Users } from 'lucide-react'
import { useNavigation } from '../app/router.tsx'
import { useSignOut } from '../app/sign-out.tsx'
import { readTheme } from '../app/theme.ts'
import { useTheme } from '../app/use-theme.ts'
import { Avatar, Menu, VisuallyHidden } from '../design/index.ts'
import { useDirectory, useMe, usePerson } from '../sync/hooks.tsx'
import styles from './sidebar.module.css'

export const AccountMenu = () => {
  const me = useMe()
  const self = usePerson(me.id) ?? me
  const organization = useDirectory().self.organization ?? me.organization.name
  const navigation = useNavigation()
  const [theme, setTheme] = useTheme()
  const signOut = useSignOut()
  return (
    <Menu
      side="top"
      items={[
        {
          label: 'Settings',
          icon: <Settings />,
          onSelect: () => navigation.go({ page: 'settings', section: 'profile' }),
        },
        {
          label: 'Members and invitations',
          icon: <Users />,
          onSelect: () => navigation.go({ page: 'settings', section: 'members' }),
        },
        {
          label: 'Deleted conversations',
          icon: <Trash2 />,
          onSelect: () => navigation.go({ page: 'deleted' }),
        },
        {
          label: 'Bots',
          icon: <Bot />,
          onSelect: () => navigation.go({ page: 'settings', section: 'bots' }),
        },
        { kind: 'separator' },
        {
          kind: 'choice',
          label: 'Appearance',
          value: theme,
          options: [
            { value: 'system', label: 'As the system' },
            { value: 'light', label: 'Light' },
            { value: 'dark', label: 'Dark' },
          ],
          onChange: (value) => setTheme(readTheme(value)),
        },
        { kind: 'separator' },
        { label: 'Sign out', icon: <LogOut />, onSelect: signOut },
      ]}
    >
      <button type="button" className={styles.account}>
        <VisuallyHidden>Your account: </VisuallyHidden>
        <Avatar person={self} size={32} decorative />
        <span className={styles.accountWords}>
          <span className={styles.accountName}>{self.name}</span>
          <span className={styles.organization}>{organization}</span>
        </span>
        <ChevronsUpDown aria-hidden="true" />
      </button>
    </Menu>
  )
}
