/** The drawer of the side talk. What one writes with comes with the editor, for which nobody waits. */
import { useCallback, useState } from 'react'
import type { MessageId } from '../../shared/ids.ts'
import { part } from '../app/part.tsx'
import { createFollower } from '../chat/follower.ts'
import { AvatarStack, Drawer } from '../design/index.ts'
import type { TalkHandle } from '../sync/account.ts'
import { useStore } from '../sync/hooks.tsx'
import styles from './side-talk.module.css'
import type { Talk, TalkActions } from './talk-context.tsx'
import { TalkList } from './talk-list.tsx'
import { TalkState } from './talk-state.tsx'
import { whoTakesPart } from './talk-words.ts'
import { type Participants, useParticipants } from './use-participants.ts'

const TalkComposer = part(() => import('./talk-composer.tsx'), <div className={styles.composerSpace} />)

const TalkDrawer = ({
  talk,
  handle,
  actions,
}: {
  readonly talk: Talk
  readonly handle: TalkHandle
  readonly actions: TalkActions
}) => {
  const { mode, opener, ask } = talk
  const model = useStore(handle.model)
  const participants = useParticipants(model)
  const [follower] = useState(createFollower)
  const [editing, setEditing] = useState<MessageId>()
  const [focusRequest, setFocusRequest] = useState(0)
  const edit = useCallback(
    (id: MessageId | undefined) => {
      if (id === undefined) setFocusRequest((before) => before + 1)
      else follower.stay()
      setEditing(id)
    },
    [follower],
  )
  return (
    <Drawer
      title="Side talk"
      about={<About participants={participants} />}
      mode={mode}
      opener={opener}
      onClose={actions.close}
    >
      <TalkList handle={handle} model={model} follower={follower} ask={ask} editing={editing} onEdit={edit} />
      <footer className={styles.footer}>
        <TalkState handle={handle} />
        <TalkComposer
          handle={handle}
          model={model}
          participants={participants}
          ask={ask}
          focusRequest={focusRequest}
          onSent={follower.jump}
          onRecall={edit}
          onClose={actions.close}
        />
      </footer>
    </Drawer>
  )
}

export default TalkDrawer

const About = ({ participants }: { readonly participants: Participants }) => {
  const { others, here, areKnown } = participants
  return (
    <div className={styles.about}>
      <p>
        The AI never sees this.{' '}
        {whoTakesPart(areKnown || others.length > 0 ? others.map(({ name }) => name) : undefined)}
      </p>
      {here.length > 0 && (
        <div className={styles.here} role="group" aria-label="Here now">
          <AvatarStack people={here} max={4} size={20} />
        </div>
      )}
    </div>
  )
}
