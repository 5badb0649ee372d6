/**
 * One quiet line over the messages that says whose steps one follows, who asks one to, and when what one reads was put
 * away. It lies over the page, so that nothing moves when it comes and goes.
 */
import { Archive, Footprints, Presentation, Trash2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { archiveBranch, putAwayBy, restoreBranch } from '../../shared/document/index.ts'
import type { PrincipalId } from '../../shared/ids.ts'
import { useConversation } from '../chat/conversation-context.tsx'
import { namesOf } from '../chat/people.ts'
import { Avatar, Button } from '../design/index.ts'
import { useStore } from '../sync/hooks.tsx'
import { branchName, mainBranchOf } from './branch-words.ts'
import styles from './place-strip.module.css'
import { usePresenting } from './use-presenting.ts'

export const PlaceStrip = () => (
  <div className={styles.anchor} data-strip="">
    <div className={styles.lines} role="status">
      <FollowingLine />
      <PresentingLine />
      <InvitationLine />
      <PutAwayLine />
    </div>
  </div>
)

const Line = ({
  icon,
  words,
  children,
}: {
  readonly icon: ReactNode
  readonly words: string
  readonly children?: ReactNode
}) => (
  <div className={styles.line}>
    <span className={styles.icon} aria-hidden="true">
      {icon}
    </span>
    <span className={styles.words}>{words}</span>
    {children}
  </div>
)

const FollowingLine = () => {
  const { following, personOf } = useConversation()
  const { id, whom, stop } = following
  if (id === undefined) return null
  const person = personOf(id)
  return (
    <Line
      icon={<Avatar person={person} size={20} decorative />}
      words={whom === undefined ? `Waiting for ${person.name}` : `Following ${person.name}`}
    >
      <Button size="small" variant="plain" onClick={stop}>
        Stop
      </Button>
    </Line>
  )
}

const PresentingLine = () => {
  const { model, me, personOf } = useConversation()
  const others = useStore(model.presence.others)
  const [presenting, setPresenting] = usePresenting()
  const behind = others.filter(({ following }) => following === me).map(({ user }) => personOf(user.id).name)
  if (!presenting && behind.length === 0) return null
  const follow = behind.length === 1 ? 'follows you' : 'follow you'
  const followed = behind.length === 0 ? '' : `${namesOf(behind)} ${follow}.`
  return (
    <Line
      icon={presenting ? <Presentation /> : <Footprints />}
      words={presenting ? `You are presenting. ${followed}`.trim() : followed}
    >
      {presenting && (
        <Button size="small" variant="plain" onClick={() => setPresenting(false)}>
          Stop presenting
        </Button>
      )}
    </Line>
  )
}

/** Asked once: whoever says no is not asked again before another presents. */
const InvitationLine = () => {
  const { model, following, personOf } = useConversation()
  const others = useStore(model.presence.others)
  const [declined, setDeclined] = useState<readonly PrincipalId[]>([])
  const presenters = others.filter(({ presenting }) => presenting === true).map(({ user }) => user.id)
  const still = declined.filter((id) => presenters.includes(id))
  if (still.length !== declined.length) setDeclined(still)
  const decline = (id: PrincipalId): void => setDeclined((before) => [...before, id])
  const [asking] = presenters.filter((id) => !declined.includes(id))
  // Whoever followed and left has answered, too.
  const followed = following.id
  if (followed !== undefined && followed === asking) decline(followed)
  if (asking === undefined || following.id !== undefined) return null
  const person = personOf(asking)
  return (
    <Line icon={<Avatar person={person} size={20} decorative />} words={`${person.name} is presenting`}>
      <Button size="small" onClick={() => following.follow(asking)}>
        Follow
      </Button>
      <Button size="small" variant="plain" onClick={() => decline(asking)}>
        Not now
      </Button>
    </Line>
  )
}

/** What is read was archived or deleted, or went along with what it grows from: said, and nobody is moved. */
const PutAwayLine = () => {
  const { model, me, isOwner, canWrite, personOf, places } = useConversation()
  const tree = useStore(model.tree)
  const settings = useStore(model.settings)
  const reading = places.place.branchId
  const branch = putAwayBy(tree, reading)
  if (branch === undefined || places.place.kind === 'new-branch') return null
  const main = mainBranchOf(tree, settings)
  const isItself = branch.id === reading
  const name = branchName(branch, (id) => personOf(id).name)
  const toMain = main !== reading && (
    <Button size="small" variant="plain" onClick={() => places.goTo(main)}>
      Go to the main path
    </Button>
  )
  if (branch.deletedBy !== undefined) {
    const by = branch.deletedBy === me ? 'You' : personOf(branch.deletedBy).name
    return (
      <Line
        icon={<Trash2 />}
        words={`${by} deleted ${isItself ? 'this branch' : `“${name}”, from which this branch grows`}.`}
      >
        {canWrite && (isOwner || branch.createdBy === me) && (
          <Button size="small" onClick={() => restoreBranch(model.doc, branch.id)}>
            Undo
          </Button>
        )}
        {toMain}
      </Line>
    )
  }
  return (
    <Line
      icon={<Archive />}
      words={
        isItself ? 'This branch is archived.' : `This branch is archived with “${name}”, from which it grows.`
      }
    >
      {canWrite && (
        <Button size="small" onClick={() => archiveBranch(model.doc, branch.id, false)}>
          Bring back
        </Button>
      )}
      {toMain}
    </Line>
  )
}
