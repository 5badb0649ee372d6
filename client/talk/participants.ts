/** Who may take part in a side talk. Pure. */
import type { Person, Sharing } from '../../shared/api.ts'
import { talkLevel } from '../../shared/levels.ts'

export const participantsOf = ({
  access,
  sideTalk,
}: Pick<Sharing, 'access' | 'sideTalk'>): readonly Person[] =>
  access
    .filter(({ person, level }) => person.kind === 'person' && talkLevel(level, sideTalk) !== 'none')
    .map(({ person }) => person)
