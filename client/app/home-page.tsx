import { SquarePen } from 'lucide-react'
import { useState } from 'react'
import { Button, Kbd, When } from '../design/index.ts'
import { titleOf } from '../directory/titles.ts'
import { useIsAdmin } from '../settings/use-is-admin.ts'
import { useDirectory, useMe, usePerson } from '../sync/hooks.tsx'
import { useDocumentTitle } from './document-title.ts'
import styles from './home-page.module.css'
import { Link } from './router.tsx'
import { useWorkspaceActions } from './workspace-actions.tsx'

const LATEST = 5

/** The first page of the day: begin something, or go on where it moved last. */
export const HomePage = () => {
  useDocumentTitle(undefined)
  const me = useMe()
  const self = usePerson(me.id) ?? me
  const { conversations } = useDirectory()
  const { create } = useWorkspaceActions()
  const [hour] = useState(() => new Date().getHours())
  const admin = useIsAdmin()
  const latest = conversations.slice(0, LATEST)
  return (
    <div className={styles.home}>
      <h1 className={styles.greeting}>{greeting(hour, self.name)}</h1>
      <p className={styles.text}>Begin a conversation, and share it when others should think along.</p>
      <div className={styles.begin}>
        <Button variant="primary" icon={<SquarePen />} onClick={create}>
          New conversation
        </Button>
        {admin && latest.length === 0 ? (
          <Link to={{ page: 'settings', section: 'members' }} className={styles.invite}>
            Invite the others
          </Link>
        ) : (
          <span className={styles.hint}>
            or press <Kbd keys="Mod+K" /> to find anything
          </span>
        )}
      </div>
      {latest.length > 0 && (
        <section className={styles.latest} aria-labelledby="latest">
          <h2 id="latest">Latest</h2>
          <ul>
            {latest.map((entry) => (
              <li key={entry.id}>
                <Link to={{ page: 'conversation', id: entry.id }} className={styles.link}>
                  <span className={styles.title} dir="auto">
                    {titleOf(entry)}
                  </span>
                  <span className={styles.when}>
                    <Owner id={entry.ownerId} />
                    <When at={entry.lastActivityAt} />
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}

const Owner = ({ id }: { readonly id: Parameters<typeof usePerson>[0] }) => {
  const me = useMe()
  const owner = usePerson(id)
  return owner === undefined || owner.id === me.id ? null : <span>{owner.name}</span>
}

const greeting = (hour: number, name: string): string => {
  const first = name.split(' ')[0] ?? name
  if (hour >= 5 && hour < 12) return `Good morning, ${first}`
  if (hour >= 12 && hour < 18) return `Good afternoon, ${first}`
  return `Good evening, ${first}`
}
