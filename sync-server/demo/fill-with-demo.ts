/** Fills an empty database with the demo organization, before anybody can connect. */
import type { State } from '../../shared/api.ts'
import type { ConversationId, GroupId, PrincipalId } from '../../shared/ids.ts'
import type { AccessStore } from '../access/access-store.ts'
import type { Accounts } from '../access/accounts.ts'
import type { RandomBytes } from '../access/secrets.ts'
import type { SharingStore } from '../access/sharing-store.ts'
import type { Actor } from '../commands/carry-out.ts'
import { type Commands, createCommands } from '../commands/commands.ts'
import { createAccountCommand } from '../commands/create-account.ts'
import type { Result } from '../commands/refusal.ts'
import { createSharingCommands } from '../commands/sharing-commands.ts'
import type { DocumentStore } from '../storage/document-store.ts'
import { DEMO_CONVERSATIONS } from './conversations.ts'
import { DEMO_GROUPS, DEMO_ORGANIZATION, DEMO_PASSWORD, DEMO_PEOPLE } from './people.ts'
import type { DemoConversation, GroupKey, PersonKey } from './script.ts'
import { writeConversation } from './write-conversation.ts'
import { writeTalk } from './write-talk.ts'

export interface DemoDeps {
  readonly store: AccessStore
  readonly accounts: Accounts
  readonly sharing: SharingStore
  readonly documents: Pick<DocumentStore, 'append'>
  readonly now: () => number
  readonly randomBytes: RandomBytes
}

const DAY = 24 * 60 * 60_000
const FOUNDED_DAYS_AGO = 14

/** Nobody is there yet: there are no sessions to end and no directories in memory. */
const NO_ROOMS = {
  edit: async () => undefined,
  rightsChanged: () => undefined,
  shut: () => undefined,
  signedOut: () => undefined,
}
const NO_DIRECTORIES = {
  project: () => undefined,
  inboxChanged: async () => undefined,
  conversationChanged: async () => undefined,
  peopleChanged: async () => undefined,
  memberChanged: async () => undefined,
}

/**
 * Does nothing where there is an organization already. Answers with the accounts to offer on the sign-in page:
 * `undefined` where this database is somebody's own and not the demo's.
 */
export const fillWithDemo = async (deps: DemoDeps): Promise<State['demo']> => {
  if (!(await deps.store.isFounded())) await fill(deps)
  const founder = await deps.store.accountByEmail(DEMO_PEOPLE.ana.email)
  return founder === undefined
    ? undefined
    : Object.values(DEMO_PEOPLE).map((person) => ({ ...person, password: DEMO_PASSWORD }))
}

const fill = async (deps: DemoDeps): Promise<void> => {
  const { store, accounts, documents, randomBytes } = deps
  const today = deps.now()
  const clock = { time: today - FOUNDED_DAYS_AGO * DAY }
  const now = () => clock.time
  const commands = createCommands({
    store,
    rooms: NO_ROOMS,
    directories: NO_DIRECTORIES,
    files: { take: async () => new Map(), told: async () => undefined },
    now,
    randomBytes,
  })

  const sharing = createSharingCommands({
    ...deps,
    rooms: NO_ROOMS,
    directories: NO_DIRECTORIES,
    removeDocument: async () => undefined,
    now,
  })

  const people = await signEverybodyUp({ store, accounts, now, randomBytes, commands })
  const admin = await actorOf(store, people.ana)
  const groups = new Map<GroupKey, GroupId>()
  for (const key of keysOf(DEMO_GROUPS)) {
    const { name, members } = DEMO_GROUPS[key]
    const id = expectDone(await commands.createGroup(admin, name))
    const add = members.map((member) => people[member])
    expectDone(await commands.changeGroupMembers(admin, id, { add, remove: [] }))
    groups.set(key, id)
  }

  for (const conversation of DEMO_CONVERSATIONS) {
    const startedAt = today - conversation.daysAgo * DAY
    clock.time = startedAt
    const owner = await actorOf(store, people[conversation.owner])
    const id = expectDone(await commands.createConversation(owner, { title: conversation.title }))
    const { appends, messages, endedAt } = writeConversation({
      id,
      conversation,
      people,
      startedAt,
      randomBytes,
    })
    await documents.append(appends)
    await share(commands, owner, id, conversation, people, groups)
    const { talk } = conversation
    if (talk === undefined) continue
    const lines = writeTalk({ id, talk, people, messages, startedAt: endedAt, randomBytes })
    await documents.append(lines)
    clock.time = lines.at(-1)?.receivedAt ?? endedAt
    await sharing.tellMentioned()
  }
}

const signEverybodyUp = async (
  deps: Omit<DemoDeps, 'documents' | 'sharing'> & { readonly commands: Commands },
): Promise<Record<PersonKey, PrincipalId>> => {
  const createAccount = createAccountCommand({ ...deps, directories: NO_DIRECTORIES })
  const account = (key: PersonKey, more: { organization: string } | { invitation: string }) => {
    const { name, email } = DEMO_PEOPLE[key]
    return createAccount({ name, email, password: DEMO_PASSWORD, ...more }).then(expectDone)
  }
  const ana = await account('ana', { organization: DEMO_ORGANIZATION })
  const { id, secret: invitation } = expectDone(
    await deps.commands.createInvitation(await actorOf(deps.store, ana), 'member'),
  )
  const [ben, chiara, deniz, emma] = await Promise.all([
    account('ben', { invitation }),
    account('chiara', { invitation }),
    account('deniz', { invitation }),
    account('emma', { invitation }),
  ])
  expectDone(await deps.commands.revokeInvitation(await actorOf(deps.store, ana), id))
  return { ana, ben, chiara, deniz, emma }
}

const share = async (
  commands: Commands,
  owner: Actor,
  id: ConversationId,
  { shared }: DemoConversation,
  people: Readonly<Record<PersonKey, PrincipalId>>,
  groups: ReadonlyMap<GroupKey, GroupId>,
): Promise<void> => {
  const changes: Parameters<Commands['changeSharing']>[2]['changes'] = []
  if (shared.organization !== undefined) {
    changes.push({ subject: { kind: 'organization' }, level: shared.organization })
  }
  for (const [key, groupId] of groups) {
    const level = shared.groups?.[key]
    if (level !== undefined) changes.push({ subject: { kind: 'group', id: groupId }, level })
  }
  for (const key of keysOf(people)) {
    const level = shared.people?.[key]
    if (level !== undefined) changes.push({ subject: { kind: 'person', id: people[key] }, level })
  }
  if (changes.length > 0) expectDone(await commands.changeSharing(owner, id, { version: 1, changes }))
}

const actorOf = async (store: AccessStore, id: PrincipalId): Promise<Actor> => {
  const member = await store.member(id)
  if (member === undefined) throw new Error('A person of the demo did not become a member.')
  return { id, organizationId: member.organization.id }
}

/** The demo asks for nothing that can be refused; if it is, the demo is wrong. */
const expectDone = <Value>(result: Result<Value>): Value => {
  if (!result.ok) throw new Error(`The demo was refused: ${result.refusal.message}`)
  return result.value
}

const keysOf = <Key extends string>(record: Readonly<Record<Key, unknown>>): Key[] =>
  Object.keys(record) as Key[]
