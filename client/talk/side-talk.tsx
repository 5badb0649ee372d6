/** The side talk where it is open. Its drawer is fetched by whoever opens it. */
import { part } from '../app/part.tsx'
import { useTalk, useTalkActions } from './talk-context.tsx'

const TalkDrawer = part(() => import('./talk-drawer.tsx'))

export const SideTalk = () => {
  const talk = useTalk()
  const actions = useTalkActions()
  if (talk?.handle === undefined || !talk.isOpen || actions === undefined) return null
  return <TalkDrawer talk={talk} handle={talk.handle} actions={actions} />
}
