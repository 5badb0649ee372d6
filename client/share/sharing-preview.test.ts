import { describe, expect, test } from 'vitest'
import type { Group, Person, Sharing } from '../../shared/api.ts'
import type { ConversationId, GroupId, PrincipalId } from '../../shared/ids.ts'
import { reasonsInWords } from './reasons.ts'
import {
  addGroup,
  addPerson,
  changesOf,
  chipsOf,
  choose,
  EMPTY_DRAFT,
  givenLevel,
  hasChanges,
  levelChips,
  levelEmail,
  settleChips,
  unchoose,
  wish,
} from './sharing-draft.ts'
import { namesOf, previewSharing } from './sharing-preview.ts'

const person = (name: string): Person => ({ id: name.toLowerCase() as PrincipalId, name, kind: 'person' })
const [ana, ben, cleo, dora] = [person('Anna'), person('Benno'), person('Cleo'), person('Dora')]
const design: Group = {
  id: 'design' as GroupId,
  name: 'Design',
  memberCount: 2,
  memberIds: [ben.id, cleo.id],
}

/** Anna owns it; Design may view; Benno may collaborate by name as well. */
const sharing: Sharing = {
  conversationId: 'conv' as ConversationId,
  version: 3,
  owner: ana,
  yourLevel: 'owner',
  organization: { name: 'Figs', memberCount: 4, level: 'none' },
  sideTalk: 'collaborators',
  groups: [{ ...design, level: 'view' }],
  people: [{ ...ben, level: 'collaborate' }],
  access: [
    { person: ana, level: 'owner', reasons: [{ kind: 'owner', level: 'owner' }] },
    {
      person: ben,
      level: 'collaborate',
      reasons: [
        { kind: 'group', groupId: design.id, name: 'Design', level: 'view' },
        { kind: 'person', level: 'collaborate' },
      ],
    },
    {
      person: cleo,
      level: 'view',
      reasons: [{ kind: 'group', groupId: design.id, name: 'Design', level: 'view' }],
    },
  ],
}

const organization = { kind: 'organization' } as const
const theGroup = { kind: 'group', id: design.id } as const
const byName = ({ id }: Person) => ({ kind: 'person', id }) as const
const names = (people: readonly Person[]) => people.map(({ name }) => name)

describe('a draft of sharing', () => {
  test('[A5] nothing changes until something differs from what is saved', () => {
    const thereAndBack = wish(wish(EMPTY_DRAFT, theGroup, 'none'), theGroup, 'view')
    expect(changesOf(sharing, thereAndBack)).toEqual([])
    expect(previewSharing(sharing, thereAndBack)).toEqual({
      lines: [],
      losingAccess: [],
      losingCollaboration: [],
    })
  })

  test('[A5] wishes outlive a newer version of the sharing, and what was done already is no change', () => {
    const draft = addPerson(wish(EMPTY_DRAFT, organization, 'view'), dora)
    const newer: Sharing = {
      ...sharing,
      version: 4,
      organization: { ...sharing.organization, level: 'view' },
    }
    expect(changesOf(newer, draft)).toEqual([{ subject: byName(dora), level: 'view' }])
    expect(givenLevel(newer, draft, organization)).toBe('view')
  })

  test('[A4] a person who is chosen twice stands there once, with the last level', () => {
    const draft = addPerson(wish(addPerson(EMPTY_DRAFT, dora), byName(dora), 'collaborate'), dora)
    expect(draft.people).toEqual([dora])
    expect(changesOf(sharing, draft)).toEqual([{ subject: byName(dora), level: 'view' }])
  })
})

describe('chips', () => {
  const chosen = choose(choose(EMPTY_DRAFT, { kind: 'person', person: dora }), {
    kind: 'email',
    email: 'emil@figs.org',
  })

  test('[A4] several are chosen with one level, each can be taken away, and all are part of what is saved', () => {
    const leveled = levelChips(chosen, 'collaborate')
    expect(changesOf(sharing, leveled)).toEqual([{ subject: byName(dora), level: 'collaborate' }])
    expect(previewSharing(sharing, leveled).lines).toEqual([
      'Dora: can collaborate',
      'emil@figs.org is invited: can collaborate, once they have joined',
    ])
    const [first, second] = chipsOf(leveled)
    expect([first?.choice.kind, second?.choice.kind]).toEqual(['person', 'email'])
    const none = unchoose(unchoose(leveled, first?.key ?? ''), second?.key ?? '')
    expect(hasChanges(sharing, none)).toBe(false)
    expect(chipsOf(none)).toEqual([])
  })

  test('[A4] put into the list they keep what they were given, and the next ones get another level', () => {
    const next = choose(settleChips(levelChips(chosen, 'collaborate')), { kind: 'group', group: design })
    const viewing = levelChips(next, 'view')
    expect(changesOf(sharing, viewing)).toEqual([{ subject: byName(dora), level: 'collaborate' }])
    expect(viewing.emails.get('emil@figs.org')).toBe('collaborate')
    expect(levelEmail(viewing, 'emil@figs.org', undefined).emails.size).toBe(0)
  })
})

describe('what is about to change', () => {
  test('[A5] from which level to which', () => {
    const draft = wish(wish(EMPTY_DRAFT, theGroup, 'collaborate'), byName(ben), 'none')
    expect(previewSharing(sharing, draft).lines).toEqual([
      'Design (2 people): view only → can collaborate',
      'Benno: still can collaborate, through the organization or a group',
    ])
    expect(previewSharing(sharing, wish(EMPTY_DRAFT, theGroup, 'none')).lines).toEqual([
      'Design (2 people) lose access as a group',
    ])
  })

  test('[A5] it is said in words, one sentence for each change', () => {
    const draft = addPerson(
      addGroup(wish(EMPTY_DRAFT, organization, 'collaborate'), {
        ...design,
        id: 'ops_' as GroupId,
        name: 'Operations',
      }),
      dora,
    )
    expect(previewSharing(sharing, draft).lines).toEqual([
      'Anyone in Figs (4 people): can collaborate',
      'Operations (2 people): view only',
      'Dora: view only',
    ])
  })

  test('[A14] taking a name off the list takes nothing from who has access through a group', () => {
    const preview = previewSharing(sharing, wish(EMPTY_DRAFT, byName(ben), 'none'))
    expect(preview.lines).toEqual(['Benno: still view only, through the organization or a group'])
    expect(preview.losingAccess).toEqual([])
    expect(names(preview.losingCollaboration)).toEqual(['Benno'])
  })

  test('[A3] removing a group names those who lose access by it, and not those who keep it by name', () => {
    const preview = previewSharing(sharing, wish(EMPTY_DRAFT, theGroup, 'none'))
    expect(names(preview.losingAccess)).toEqual(['Cleo'])
    expect(preview.losingCollaboration).toEqual([])
  })

  test('[A4] whoever is taken off and loses access by it is named once', () => {
    const only: Sharing = {
      ...sharing,
      groups: [],
      access: sharing.access.slice(0, 2).map((entry) => ({
        ...entry,
        reasons: entry.reasons.filter(({ kind }) => kind !== 'group'),
      })),
    }
    const preview = previewSharing(only, wish(EMPTY_DRAFT, byName(ben), 'none'))
    expect(preview.lines).toEqual([])
    expect(names(preview.losingAccess)).toEqual(['Benno'])
  })

  test('[A2] a grant to the organization makes up for a removed group', () => {
    const draft = wish(wish(EMPTY_DRAFT, theGroup, 'none'), organization, 'view')
    expect(previewSharing(sharing, draft).losingAccess).toEqual([])
  })

  test('[A3] a group that is added gives its members what it gives', () => {
    const crew: Group = { ...design, id: 'crew' as GroupId, name: 'Crew' }
    const draft = wish(addGroup(EMPTY_DRAFT, crew), theGroup, 'none')
    expect(previewSharing(sharing, draft).losingAccess).toEqual([])
  })

  test('[A1] the owner never loses anything', () => {
    const all = wish(wish(wish(EMPTY_DRAFT, organization, 'none'), theGroup, 'none'), byName(ben), 'none')
    expect(names(previewSharing(sharing, all).losingAccess)).toEqual(['Benno', 'Cleo'])
  })
})

describe('the side talk', () => {
  test('[B7] who may take part is said before it is saved, and nothing where nothing changes', () => {
    const opened = { ...EMPTY_DRAFT, sideTalk: 'everybody' } as const
    expect(hasChanges(sharing, opened)).toBe(true)
    expect(changesOf(sharing, opened)).toEqual([])
    expect(previewSharing(sharing, opened).lines).toEqual([
      'People who can only view may take part in the side talk, and read what was said there',
    ])
    const open = { ...sharing, sideTalk: 'everybody' } as const
    expect(hasChanges(open, opened)).toBe(false)
    expect(previewSharing(open, { ...EMPTY_DRAFT, sideTalk: 'collaborators' }).lines).toEqual([
      'People who can only view no longer take part in the side talk',
    ])
  })
})

describe('words', () => {
  test('[A14] every reason is named, the one that decides first', () => {
    expect(reasonsInWords(sharing.access[1]?.reasons ?? [], 'Figs')).toBe(
      'by name, through Design (view only)',
    )
    expect(reasonsInWords([{ kind: 'organization', level: 'view' }], 'Figs')).toBe('everyone at Figs')
  })

  test('[A5] long lists of names are cut, never silently', () => {
    expect(namesOf([ana])).toBe('Anna')
    expect(namesOf([ana, ben])).toBe('Anna and Benno')
    expect(namesOf([ana, ben, cleo, dora, person('Emil')])).toBe('Anna, Benno, Cleo and 2 others')
  })
})

test('[LOOK-20] names of the other direction turn nothing of what is said about access', () => {
  const dan = person('דן (2)')
  const named: Sharing = {
    ...sharing,
    organization: { name: 'חברה', memberCount: 4, level: 'none' },
    people: [...sharing.people, { ...dan, level: 'collaborate' }],
  }
  const [him, all] = ['\u2068דן (2)\u2069', '\u2068חברה\u2069']
  const draft = wish(
    wish(EMPTY_DRAFT, { kind: 'person', id: dan.id }, 'view'),
    { kind: 'organization' },
    'view',
  )
  expect(previewSharing(named, draft).lines).toEqual(
    expect.arrayContaining([`${him}: can collaborate → view only`, `Anyone in ${all} (4 people): view only`]),
  )
  expect(namesOf([dan, ana])).toBe(`${him} and Anna`)
  expect(
    reasonsInWords(
      [
        { kind: 'organization', level: 'view' },
        { kind: 'group', groupId: design.id, name: 'צוות', level: 'view' },
      ],
      'חברה',
    ),
  ).toBe(`everyone at ${all}, through \u2068צוות\u2069`)
})
