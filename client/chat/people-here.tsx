/** Who is here, what they are doing, and a way to where they read. */
import { branchName, colourOf } from '../branches/branch-words.ts'
import { Avatar, Button } from '../design/index.ts'
import { useStore } from '../sync/hooks.tsx'
import type { Present } from '../sync/presence.ts'
import { useConversation } from './conversation-context.tsx'
import styles from './people-here.module.css'

export const PeopleHere = ({ people }: { readonly people: readonly Present[] }) => {
  const { model, personOf, places, following } = useConversation()
  const tree = useStore(model.tree)
  return (
    <ul className={styles.people}>
      {people.map((person) => {
        const { at } = person
        const branch = at === undefined ? undefined : tree.branches.get(at.branchId)
        const nameOf = (id: string): string => personOf(id).name
        return (
          <li key={person.user.id}>
            <Avatar
              person={personOf(person.user.id)}
              size={32}
              ring={branch === undefined ? undefined : colourOf(tree, branch.id)}
              decorative
            />
            <span className={styles.words}>
              <span>{personOf(person.user.id).name}</span>
              <span className={styles.about}>
                {doing(person, branch === undefined ? undefined : branchName(branch, nameOf))}
              </span>
            </span>
            {branch !== undefined && branch.id !== places.place.branchId && (
              <Button size="small" onClick={() => places.goTo(branch.id, at?.messageId)}>
                Go there
              </Button>
            )}
            {person.user.kind === 'person' &&
              (following.id === person.user.id ? (
                <Button size="small" variant="plain" onClick={following.stop}>
                  Stop following
                </Button>
              ) : (
                <Button
                  size="small"
                  aria-label={`Follow ${personOf(person.user.id).name}`}
                  onClick={() => following.follow(person.user.id)}
                >
                  Follow
                </Button>
              ))}
          </li>
        )
      })}
    </ul>
  )
}

const doing = ({ doing: words, typing, user }: Present, branch: string | undefined): string => {
  if (words !== undefined) return words
  if (typing !== undefined) return branch === undefined ? 'Writing' : `Writing · ${branch}`
  if (branch !== undefined) return branch
  return user.kind === 'person' ? 'Here' : 'Listening'
}
