import { afterEach, beforeEach, expect, it } from 'vitest'
import { BANYAN_AGENT, type ConversationId } from '../../shared/ids.ts'
import { type AccessWorld, createAccessWorld, type TestMember } from '../../tests/helpers/access-world.ts'
import { loadDirectory } from '../../tests/helpers/directory-document.ts'

let world: AccessWorld
let ana: TestMember
let ben: TestMember
beforeEach(async () => {
  world = await createAccessWorld()
  ana = await world.found('Ana')
  ben = await world.join(ana, 'Ben')
})
afterEach(() => {
  world.close()
})

it('[A9] what is shared stands in the other’s list at once, with owner, level and reason', async () => {
  const directory = await loadDirectory(world, ben.id)
  const id = await ana.newConversation('Plan')
  expect(directory.conversations()).toEqual([])
  const { version } = await ana.share(id, { kind: 'organization' }, 'view')
  expect(version).toBe(2)
  expect(directory.conversations()).toEqual([
    {
      id,
      title: 'Plan',
      ownerId: ana.id,
      level: 'view',
      shared: true,
      reasons: [{ kind: 'organization', level: 'view' }],
      sharingVersion: 2,
      createdAt: world.clock.time,
      lastActivityAt: world.clock.time,
      sideTalk: false,
    },
  ])
  await ana.share(id, { kind: 'person', id: ben.id }, 'collaborate')
  expect(directory.conversations()[0]).toMatchObject({
    level: 'collaborate',
    reasons: [
      { kind: 'person', level: 'collaborate' },
      { kind: 'organization', level: 'view' },
    ],
  })
})

it('[A9] the owner sees that a conversation is shared, and that it is not any more', async () => {
  const directory = await loadDirectory(world, ana.id)
  const id = await ana.newConversation()
  const shared = () => directory.conversations()[0]?.shared
  expect(shared()).toBe(false)
  await ana.share(id, { kind: 'person', id: ben.id }, 'view')
  expect(shared()).toBe(true)
  await ana.share(id, { kind: 'person', id: ben.id }, 'none')
  expect(shared()).toBe(false)
})

it('[DIRECTORY-1] what a directory reads when it is loaded is what it would have become', async () => {
  const early = await loadDirectory(world, ben.id)
  const group = await ana.read('POST', '/api/groups', { name: 'Crew' })
  await ana.read('POST', `/api/groups/${group.id}/members`, { add: [ben.id] })
  const [first, second, third] = [
    await ana.newConversation('First'),
    await ana.newConversation('Second'),
    await ben.newConversation('Third'),
  ]
  await ana.share(first, { kind: 'group', id: group.id }, 'collaborate')
  await ana.share(second, { kind: 'organization' }, 'view')
  await ana.read('DELETE', `/api/conversations/${second}`)
  world.database.prepare("UPDATE conversation SET title = 'Renamed' WHERE id = ?").run(first)
  await world.directories.conversationChanged(first)
  await ana.read('POST', '/api/bots', { name: 'Echo' })
  await world.join(ana, 'Cleo')

  const late = await world.directories.read(ben.id)
  const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1)
  expect([...early.conversations()].sort(byId)).toEqual([...late.conversations].sort(byId))
  expect(late.conversations.map(({ id }) => id).sort()).toEqual([first, third].sort())
  expect(late.conversations.find(({ id }) => id === first)?.title).toBe('Renamed')
  expect([...early.people().values()].sort(byId)).toEqual([...late.people].sort(byId))
  expect(early.self()).toEqual({ organization: 'Acme', role: 'member' })
  expect(late.people.map(({ name, kind }) => `${name} ${kind}`).sort()).toEqual([
    'Ana person',
    'Banyan agent',
    'Ben person',
    'Cleo person',
    'Echo bot',
  ])
  expect(late.people.find(({ id }) => id === BANYAN_AGENT)?.kind).toBe('agent')
})

it('[DIRECTORY-2] a change that concerns 500 people runs as many statements as one that concerns one', async () => {
  const id = await ana.newConversation()
  await ana.share(id, { kind: 'organization' }, 'view')
  const statementsOf = async (): Promise<number> => {
    let statements = 0
    const { prepare } = world.database
    const count = <Statement extends object>(statement: Statement): Statement =>
      new Proxy(statement, {
        get: (target, key) => {
          const value: unknown = Reflect.get(target, key, target)
          if (typeof value !== 'function') return value
          if (key === 'get' || key === 'all' || key === 'run' || key === 'iterate') statements++
          return value.bind(target)
        },
      })
    world.database.prepare = ((sql: string) => count(prepare.call(world.database, sql))) as typeof prepare
    // Statements are prepared when the store is made: made anew, over a handle that counts.
    const { createSqliteAccessStore } = await import('../storage/sqlite/access-store.ts')
    const { createDirectories } = await import('./directories.ts')
    const directories = createDirectories({
      store: createSqliteAccessStore(world.database),
      sharing: world.sharing,
      rooms: world.rooms,
    })
    await directories.conversationChanged(id)
    await directories.peopleChanged(ana.me.organization.id)
    world.database.prepare = prepare
    return statements
  }
  const few = await statementsOf()
  const insert = world.database.transaction(() => {
    const user = world.database.prepare(
      "INSERT INTO user (id, name, email, emailVerified, createdAt, updatedAt) VALUES (?, ?, ?, 0, '', '')",
    )
    const member = world.database.prepare(
      "INSERT INTO member (id, organizationId, userId, role, createdAt) VALUES (?, ?, ?, 'member', '')",
    )
    for (let i = 0; i < 500; i++) {
      user.run(`user-${i}`, `User ${i}`, `user-${i}@example.org`)
      member.run(`user-${i}`, ana.me.organization.id, `user-${i}`)
    }
  })
  insert()
  expect(few).toBeGreaterThan(3)
  expect(await statementsOf()).toBe(few)
})

it('[DIRECTORY-3] changes in quick succession become one more reading, and the last one is in it', async () => {
  const id = await ana.newConversation('One')
  const directory = await loadDirectory(world, ana.id)
  const before = world.rooms.edits()
  const rename = (title: string) =>
    world.database.prepare('UPDATE conversation SET title = ? WHERE id = ?').run(title, id)
  const changes = ['Two', 'Three', 'Four', 'Five'].map((title) => {
    rename(title)
    return world.directories.conversationChanged(id)
  })
  await Promise.all(changes)
  expect(directory.conversations()[0]?.title).toBe('Five')
  expect(world.rooms.edits() - before).toBe(2)
  await world.directories.conversationChanged('no-such-talk' as ConversationId)
})
