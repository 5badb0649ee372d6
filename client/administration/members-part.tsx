import { Ellipsis } from 'lucide-react'
import { useCallback, useState } from 'react'
import type { MemberItem } from '../../shared/api-administration.ts'
import { isolated } from '../../shared/isolated.ts'
import { useApi } from '../api/api-context.tsx'
import type { Result } from '../api/result.ts'
import { usePages } from '../api/use-pages.ts'
import {
  Avatar,
  Badge,
  ConfirmDialog,
  IconButton,
  Menu,
  type MenuEntry,
  SearchField,
  Select,
  useNotices,
  When,
} from '../design/index.ts'
import { useMe, usePerson } from '../sync/hooks.tsx'
import { AccountHelp, type AccountHelpKind } from './account-help.tsx'
import styles from './administration.module.css'
import { PagesPart } from './pages-part.tsx'
import { RemoveMember } from './remove-member.tsx'

type Shown = 'all' | 'admins' | 'suspended'

const SHOWN = [
  { value: 'all', label: 'Everybody' },
  { value: 'admins', label: 'Admins' },
  { value: 'suspended', label: 'Suspended' },
] as const

type Question = 'suspend' | 'step-down'
type Asking = { readonly what: Question | 'remove' | AccountHelpKind; readonly member: MemberItem }

/** Who is here, as admins see and change it. */
export const MembersPart = () => {
  const api = useApi()
  const { show } = useNotices()
  const [query, setQuery] = useState('')
  const [shown, setShown] = useState<Shown>('all')
  const [asking, setAsking] = useState<Asking>()
  const { pages, loadMore, reload } = usePages(
    useCallback(
      (cursor: string | undefined, signal: AbortSignal) =>
        api.members(
          {
            query: query.trim(),
            role: shown === 'admins' ? 'admin' : undefined,
            state: shown === 'suspended' ? 'suspended' : undefined,
          },
          cursor,
          signal,
        ),
      [api, query, shown],
    ),
  )

  const carryOut = async (answer: Promise<Result<unknown>>, done: string) => {
    const result = await answer
    show({ text: result.ok ? done : result.error.message })
    setAsking(undefined)
    reload()
  }

  return (
    <section aria-labelledby="members">
      <h3 id="members">Who is here</h3>
      <div className={styles.filters}>
        <SearchField
          className={styles.wide ?? ''}
          label="Search by name or e-mail"
          value={query}
          onChange={setQuery}
        />
        <Select label="Show" hideLabel value={shown} options={SHOWN} onChange={setShown} />
      </div>
      <PagesPart
        pages={pages}
        label="Members"
        empty="Nobody here is like that."
        onMore={loadMore}
        onRetry={reload}
      >
        {(member) => (
          <MemberRow
            key={member.id}
            member={member}
            onAsk={(what) => setAsking({ what, member })}
            onPromote={() =>
              void carryOut(api.changeRole(member.id, 'admin'), `${isolated(member.name)} is an admin now.`)
            }
            onDemote={() =>
              void carryOut(api.changeRole(member.id, 'member'), `${isolated(member.name)} is a member now.`)
            }
            onUnsuspend={() =>
              void carryOut(api.unsuspend(member.id), `${isolated(member.name)} can sign in again.`)
            }
          />
        )}
      </PagesPart>
      {asking?.what === 'remove' && (
        <RemoveMember member={asking.member} onClose={() => setAsking(undefined)} onRemoved={reload} />
      )}
      {(asking?.what === 'reset-link' || asking?.what === 'second-factor') && (
        <AccountHelp what={asking.what} member={asking.member} onClose={() => setAsking(undefined)} />
      )}
      {(asking?.what === 'suspend' || asking?.what === 'step-down') && (
        <ConfirmDialog
          open
          danger
          onOpenChange={(open) => {
            if (!open) setAsking(undefined)
          }}
          {...QUESTIONS[asking.what](isolated(asking.member.name))}
          onConfirm={() =>
            void carryOut(
              asking.what === 'suspend'
                ? api.suspend(asking.member.id)
                : api.changeRole(asking.member.id, 'member'),
              asking.what === 'suspend'
                ? `${isolated(asking.member.name)} is suspended and signed out everywhere.`
                : 'You are a member now.',
            )
          }
        />
      )}
    </section>
  )
}

const QUESTIONS = {
  suspend: (name: string) => ({
    title: `Suspend ${name}?`,
    description: `${name} is signed out on every page and device at once, and so are their bots. Invitations that they made or came by end. What they own and what is shared with them stays so, and counts again when you end the suspension.`,
    confirmLabel: 'Suspend',
  }),
  'step-down': () => ({
    title: 'Give up being an admin?',
    description:
      'You will no longer see members, conversations and the audit log here. Another admin can make you one again.',
    confirmLabel: 'Become a member',
  }),
} as const

const MemberRow = ({
  member,
  onAsk,
  onPromote,
  onDemote,
  onUnsuspend,
}: {
  readonly member: MemberItem
  readonly onAsk: (what: Asking['what']) => void
  readonly onPromote: () => void
  readonly onDemote: () => void
  readonly onUnsuspend: () => void
}) => {
  const me = useMe()
  const image = usePerson(member.id)?.image
  const isMe = member.id === me.id
  const isSuspended = member.state === 'suspended'
  const items: MenuEntry[] = []
  if (member.role === 'member') items.push({ label: 'Make an admin', onSelect: onPromote })
  else items.push({ label: 'Make a member', onSelect: isMe ? () => onAsk('step-down') : onDemote })
  if (!isMe && !isSuspended) {
    items.push({ label: 'Make a reset link', onSelect: () => onAsk('reset-link') })
    items.push({ label: 'Reset two-factor sign-in', onSelect: () => onAsk('second-factor') })
  }
  if (isSuspended) items.push({ label: 'End the suspension', onSelect: onUnsuspend })
  else if (!isMe) items.push({ label: 'Suspend', danger: true, onSelect: () => onAsk('suspend') })
  if (!isMe) items.push({ label: 'Remove', danger: true, onSelect: () => onAsk('remove') })
  return (
    <li className={styles.row}>
      <Avatar person={{ ...member, kind: 'person', image }} size={32} decorative />
      <div className={styles.who}>
        <span className={styles.name}>
          {isolated(member.name)}
          {isMe && ' (you)'}
        </span>
        <span className={styles.quiet}>{member.email}</span>
        <span className={styles.quiet}>
          <LastSeen member={member} />
          {member.groups.length > 0 && ` · ${member.groups.map(({ name }) => isolated(name)).join(', ')}`}
        </span>
      </div>
      {isSuspended && <Badge tone="warning">Suspended</Badge>}
      {member.role === 'admin' && <Badge>Admin</Badge>}
      <Menu items={items} align="end">
        <IconButton label={`More about ${isolated(member.name)}`} icon={<Ellipsis />} size="small" />
      </Menu>
    </li>
  )
}

const LastSeen = ({ member }: { readonly member: MemberItem }) => {
  if (member.here) return 'Here now'
  if (member.lastSeenAt === undefined) return 'Not seen yet'
  return (
    <>
      Last seen <When at={member.lastSeenAt} />
    </>
  )
}
