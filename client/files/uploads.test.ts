import 'fake-indexeddb/auto'
import { afterEach, expect, it, vi } from 'vitest'
import type { BranchId, ConversationId, PrincipalId } from '../../shared/ids.ts'
import type { ConnectionState } from '../sync/account.ts'
import { createStore } from '../sync/store.ts'
import { countWaitingFiles, type LocalFile, openLocalFiles } from './local-files.ts'
import { createUploads, type FileFacts, type Uploads, type UploadsDeps } from './uploads.ts'

const CONVERSATION = 'conversation-1' as ConversationId
const MAIN = 'main' as BranchId

/** A server that keeps what it is brought, and does as it is told. */
const createServer = () => {
  const uploads = new Map<string, { size: number; received: Uint8Array[] }>()
  const pieces: { from: number; length: number }[] = []
  const begun: string[] = []
  const answers: (() => Response | Promise<Response>)[] = []
  let whilePiece: ((signal: AbortSignal | null | undefined) => void) | undefined
  const removals: string[] = []
  const removalAnswers: (() => Response)[] = []
  const json = (body: unknown, status = 200): Response => Response.json(body, { status })
  const stateOf = (id: string): Response => {
    const upload = uploads.get(id)
    const received = upload?.received.reduce((sum, { length }) => sum + length, 0) ?? 0
    const file = { id, name: 'x', size: received, type: 'text/plain', uploadedBy: 'ana0', uploadedAt: 1 }
    return json({ received, ...(received === upload?.size ? { file } : {}) })
  }
  return {
    pieces,
    /** The ids of what was begun, each time. */
    begun,
    forget: (id: string) => uploads.delete(id),
    /** From now on no piece is answered. */
    onPiece: (task: (signal: AbortSignal | null | undefined) => void) => (whilePiece = task),
    /** The ids of what was taken back, each time, and what it answers to that next. */
    removals,
    nextToRemoval: (answer: () => Response) => removalAnswers.push(answer),
    /** What it answers next instead of what it would. */
    next: (answer: () => Response | Promise<Response>) => answers.push(answer),
    refuse: (code: string, status: number) => () =>
      json({ error: { code, message: `No: ${code}.` } }, status),
    offline: () => Promise.reject(new TypeError('Failed to fetch')),
    bytesOf: (id: string) => Buffer.concat(uploads.get(id)?.received ?? []).toString(),
    fetch: async (path: string, init: RequestInit): Promise<Response> => {
      const id = path.split('/').at(-1) ?? ''
      if (init.method === 'DELETE') {
        removals.push(id)
        return removalAnswers.shift()?.() ?? new Response(null, { status: 204 })
      }
      if (init.method === 'POST') begun.push((JSON.parse(init.body as string) as { id: string }).id)
      const answer = answers.shift()
      if (answer !== undefined) return answer()
      if (init.method === 'POST') {
        const upload = JSON.parse(init.body as string) as { id: string; size: number }
        if (!uploads.has(upload.id)) uploads.set(upload.id, { size: upload.size, received: [] })
        return stateOf(upload.id)
      }
      if (whilePiece !== undefined) {
        whilePiece(init.signal)
        return new Promise((_answered, fail) =>
          init.signal?.addEventListener('abort', () => fail(new DOMException('Stopped', 'AbortError'))),
        )
      }
      const from = Number(new Headers(init.headers).get('upload-offset'))
      const bytes = new Uint8Array(await (init.body as Blob).arrayBuffer())
      pieces.push({ from, length: bytes.length })
      uploads.get(id)?.received.push(bytes)
      return stateOf(id)
    },
  }
}

let people = 0
const open: Uploads[] = []
const NO_TABS: UploadsDeps['tabs'] = { post: () => undefined, onChanged: () => () => undefined }
const start = (
  server: ReturnType<typeof createServer>,
  me = `person-${people++}` as PrincipalId,
  tabs = NO_TABS,
) => {
  const connection = createStore<ConnectionState>('online')
  const pauses: number[] = []
  let secrets = 0
  const uploads = createUploads({
    me,
    connection,
    fetch: server.fetch,
    now: () => performance.now(),
    // Pauses are asked for, and not waited for.
    after: (milliseconds, task) => {
      pauses.push(milliseconds)
      const timer = setTimeout(task)
      return () => clearTimeout(timer)
    },
    newSecret: () => `secret-of-a-file-of-${me}-${secrets++}-${Math.random()}`,
    tabs,
    alone: (_name, task) => task(),
  })
  open.push(uploads)
  const states = (): string[] => uploads.all.get().map(({ state }) => state.kind)
  return { me, uploads, connection, states, pauses }
}
/** What the device keeps. */
const keptOf = async (me: PrincipalId): Promise<readonly LocalFile[]> => {
  const files = await openLocalFiles(me)
  const kept = await files.chosen()
  files.close()
  return kept
}
const facts = ({ accepted, here }: { accepted: boolean; here: boolean }): FileFacts => ({
  isAccepted: () => accepted,
  isHere: () => here,
  absence: () => undefined,
})
afterEach(() => {
  for (const uploads of open.splice(0)) uploads.close()
})
const file = (name: string, content: string): File => new File([content], name)
const until = (isTrue: () => boolean | Promise<boolean>): Promise<void> =>
  vi.waitFor(async () => {
    if (!(await isTrue())) throw new Error('Not yet.')
  }, 5_000)

it('[FILE-10] what is chosen goes up in pieces, and is kept here until it was sent and has arrived', async () => {
  const server = createServer()
  const { me, uploads, states } = start(server)
  const content = 'x'.repeat(700_000)
  await uploads.choose(CONVERSATION, MAIN, [file('long.txt', content)])
  await until(() => states()[0] === 'arrived')
  const [upload] = uploads.all.get()
  expect(server.bytesOf(upload?.file.id ?? '')).toBe(content)
  expect(server.pieces.length).toBeGreaterThan(1)
  expect(upload?.file).toMatchObject({ name: 'long.txt', size: 700_000, type: 'text/plain', draft: MAIN })
  expect(await countWaitingFiles(me)).toBe(0)
})

it('[FILE-10] off line it waits, over a reload, and goes on where it was when there is a network', async () => {
  const server = createServer()
  const first = start(server)
  first.connection.set('offline')
  await first.uploads.choose(CONVERSATION, MAIN, [file('a.txt', 'some'), file('b.txt', 'words')])
  expect(first.states()).toEqual(['waiting', 'waiting'])
  expect(await countWaitingFiles(first.me)).toBe(2)
  first.uploads.close()

  const later = start(server, first.me)
  await until(() => later.states().join() === 'arrived,arrived')
  expect(later.uploads.all.get().map((upload) => server.bytesOf(upload.file.id))).toEqual(['some', 'words'])
})

it('[FILE-10] a network that fails is tried again; a place that has moved on is asked for', async () => {
  const server = createServer()
  const { uploads, connection, states, pauses } = start(server)
  connection.set('offline')
  await uploads.choose(CONVERSATION, MAIN, [file('a.txt', 'some words')])
  for (const answer of [server.offline, server.refuse('offset', 409), server.refuse('internal', 500)]) {
    server.next(answer)
  }
  connection.set('online')
  await until(() => states()[0] === 'arrived')
  // Each time after a longer pause.
  expect(pauses).toEqual([1_000, 2_000, 4_000])
})

it('[FILE-10] what another tab brought to its end meanwhile, where no page has locks, is here and not refused', async () => {
  const server = createServer()
  const { uploads, connection, states } = start(server)
  connection.set('offline')
  await uploads.choose(CONVERSATION, MAIN, [file('a.txt', 'some words')])
  const begun = (): Promise<Response> =>
    server.fetch('', { method: 'POST', body: JSON.stringify(uploads.all.get()[0]?.file) })
  const patch: RequestInit = {
    method: 'PATCH',
    headers: { 'upload-offset': '0' },
    body: new Blob(['some words']),
  }
  server.next(async () => {
    const answer = await begun()
    await server.fetch(`/${uploads.all.get()[0]?.file.id}`, patch)
    server.next(server.refuse('not-found', 404))
    return answer
  })
  connection.set('online')
  await until(() => states()[0] !== 'waiting' && states()[0] !== 'uploading')
  expect(uploads.all.get()[0]?.state).toEqual({ kind: 'arrived' })
  expect(server.pieces).toHaveLength(1)
})

it('[FILE-10] what the server does not take says why and is not tried again until somebody asks for it', async () => {
  const server = createServer()
  const { uploads, states } = start(server)
  server.next(server.refuse('too-large', 413))
  await uploads.choose(CONVERSATION, MAIN, [file('a.txt', 'some words')])
  await until(() => states()[0] === 'refused')
  const [upload] = uploads.all.get()
  expect(upload?.state).toEqual({ kind: 'refused', message: 'No: too-large.' })
  expect(server.pieces).toEqual([])
  uploads.retry(upload?.file.id ?? ('' as never))
  await until(() => states()[0] === 'arrived')
})

it('[FILE-10] what is taken back is gone from here, and one sent and arrived needs no keeping', async () => {
  const server = createServer()
  const { me, uploads, states } = start(server)
  await uploads.choose(CONVERSATION, MAIN, [file('a.txt', 'one'), file('b.txt', 'two')])
  await until(() => states().join() === 'arrived,arrived')
  const [one, two] = uploads.all.get()
  uploads.remove(one?.file.id ?? ('' as never))
  uploads.sent([two?.file.id ?? ('' as never)])
  uploads.follow(CONVERSATION, facts({ accepted: true, here: true }))
  await until(async () => (await countWaitingFiles(me)) === 0 && states().length === 1)
  await until(async () => (await keptOf(me)).length === 0)
  uploads.close()
  const later = start(server, me)
  await later.uploads.choose(CONVERSATION, MAIN, [file('c.txt', 'three')])
  await until(() => later.states().length > 0)
  expect(later.uploads.all.get().map((upload) => upload.file.name)).toEqual(['c.txt'])
})

/** Tabs of one account that hear each other. */
const createTabs = () => {
  const listeners = new Set<() => void>()
  return (): UploadsDeps['tabs'] => {
    let mine: (() => void) | undefined
    return {
      // As a channel does: to all others, a moment later.
      post: () => {
        for (const listener of listeners) if (listener !== mine) queueMicrotask(listener)
      },
      onChanged: (listener) => {
        mine = listener
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    }
  }
}

it('[FILE-10] [D6] two tabs agree on what is chosen and sent, and bring it once', async () => {
  const server = createServer()
  const tab = createTabs()
  const one = start(server, undefined, tab())
  const two = start(server, one.me, tab())
  two.connection.set('offline')
  await one.uploads.choose(CONVERSATION, MAIN, [file('a.txt', 'once')])
  await until(() => one.states()[0] === 'arrived' && two.states()[0] === 'arrived')
  expect(server.pieces).toHaveLength(1)
  const [upload] = two.uploads.all.get()
  expect(upload?.file).toMatchObject({ name: 'a.txt', draft: MAIN })
  one.uploads.sent([upload?.file.id ?? ('' as never)])
  await until(() => two.uploads.all.get()[0]?.file.draft === undefined)
  one.uploads.follow(CONVERSATION, facts({ accepted: true, here: true }))
  await until(async () => (await keptOf(one.me)).length === 0)
  expect(server.pieces).toHaveLength(1)
})

it('[FILE-10] [D6] what one tab takes back another brings no further, and what one tries again is refused in none', async () => {
  const server = createServer()
  const tab = createTabs()
  const one = start(server, undefined, tab())
  const two = start(server, one.me, tab())
  two.connection.set('offline')
  let stopped = false
  server.next(server.refuse('too-large', 413))
  await one.uploads.choose(CONVERSATION, MAIN, [file('a.txt', 'once')])
  await until(() => one.states()[0] === 'refused' && two.states()[0] === 'refused')
  const id = one.uploads.all.get()[0]?.file.id ?? ('' as never)
  server.onPiece((signal) => signal?.addEventListener('abort', () => (stopped = true)))
  two.uploads.retry(id)
  await until(() => one.states()[0] === 'uploading')
  expect(two.states()).toEqual(['waiting'])

  server.nextToRemoval(server.refuse('busy', 409))
  two.uploads.remove(id)
  await until(() => stopped)
  await until(() => server.removals.length === 2)
  expect([one.states(), two.states(), server.removals]).toEqual([[], [], [id, id]])
})

it('[FILE-10] [FILE-13] what was sent stays here until its message has arrived, and is brought anew where it is gone', async () => {
  const server = createServer()
  const { me, uploads, states } = start(server)
  await uploads.choose(CONVERSATION, MAIN, [file('a.txt', 'one')])
  await until(() => states()[0] === 'arrived')
  const id = uploads.all.get()[0]?.file.id ?? ('' as never)
  uploads.sent([id])
  uploads.follow(CONVERSATION, facts({ accepted: false, here: true }))
  await until(async () => (await keptOf(me))[0]?.draft === undefined)
  uploads.close()

  // Weeks later, and the server has tidied up meanwhile.
  vi.useFakeTimers({ now: Date.now() + 40 * 24 * 60 * 60_000, toFake: ['Date'] })
  try {
    const later = start(server, me)
    await until(() => later.states()[0] === 'arrived')
    server.forget(id)
    later.uploads.follow(CONVERSATION, facts({ accepted: true, here: false }))
    await until(() => server.bytesOf(id) === 'one' && later.states()[0] === 'arrived')
    later.uploads.follow(CONVERSATION, facts({ accepted: true, here: true }))
    await until(async () => (await keptOf(me)).length === 0)
  } finally {
    vi.useRealTimers()
  }
})

it('[FILE-12] what was refused is asked for once more when its message is there, so that all are told', async () => {
  const server = createServer()
  const { uploads, states } = start(server)
  server.next(server.refuse('too-large', 413))
  await uploads.choose(CONVERSATION, MAIN, [file('a.txt', 'one')])
  await until(() => states()[0] === 'refused')
  const id = uploads.all.get()[0]?.file.id ?? ('' as never)
  uploads.sent([id])
  const begun = server.begun.length
  server.next(server.refuse('too-large', 413))
  for (let times = 0; times < 3; times++) {
    uploads.follow(CONVERSATION, facts({ accepted: true, here: false }))
    await until(() => server.begun.length === begun + 1 && states()[0] === 'refused')
  }
})

it('[FILE-10] an answer that nobody reads holds no connection', async () => {
  const server = createServer()
  const { uploads } = start(server)
  const dropped = vi.fn()
  server.next(() => new Response(new ReadableStream({ cancel: dropped }), { status: 201 }))
  await uploads.choose(CONVERSATION, MAIN, [file('a.txt', 'one')])
  await until(() => dropped.mock.calls.length === 1)
})

it('[FILE-10] what cannot be read is told by name, and the others are taken', async () => {
  const { uploads } = start(createServer())
  const folder = file('photos', '')
  folder.slice = () => {
    throw new DOMException('It is a folder.', 'NotFoundError')
  }
  const read: [string, boolean][] = []
  await uploads.choose(CONVERSATION, MAIN, [folder, file('a.txt', 'one')], ({ name }, isReadable) =>
    read.push([name, isReadable]),
  )
  expect(read).toEqual([
    ['photos', false],
    ['a.txt', true],
  ])
  expect(uploads.all.get().map((upload) => upload.file.name)).toEqual(['a.txt'])
})

it('[FILE-10] a device without room keeps it for as long as the page lives, and says so', async () => {
  const server = createServer()
  const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('The disk is full.', 'QuotaExceededError')
  })
  try {
    const { me, uploads, states } = start(server)
    await uploads.choose(CONVERSATION, MAIN, [file('a.txt', 'one')])
    expect(uploads.all.get()[0]?.isKept).toBe(false)
    await until(() => states()[0] === 'arrived')
    expect(server.bytesOf(uploads.all.get()[0]?.file.id ?? '')).toBe('one')
    expect(await keptOf(me)).toEqual([])
  } finally {
    put.mockRestore()
  }
})

it('[FILE-10] a disk that fails in between holds up no other file', async () => {
  const server = createServer()
  const { uploads, connection, states } = start(server)
  connection.set('offline')
  await uploads.choose(CONVERSATION, MAIN, [file('a.txt', 'one'), file('b.txt', 'two')])
  const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('The disk is broken.', 'UnknownError')
  })
  try {
    connection.set('online')
    await until(() => states().every((state) => state === 'arrived'))
    expect(uploads.all.get().map(({ isKept }) => isKept)).toEqual([false, false])
  } finally {
    put.mockRestore()
  }
})

it('[FILE-10] a server without room is waited for, in its own words', async () => {
  const server = createServer()
  const { uploads, connection, pauses } = start(server)
  connection.set('offline')
  await uploads.choose(CONVERSATION, MAIN, [file('a.txt', 'one')])
  server.next(server.refuse('no-room', 507))
  const said: unknown[] = []
  uploads.all.subscribe(() => said.push(uploads.all.get()[0]?.state))
  connection.set('online')
  await until(() => uploads.all.get()[0]?.state.kind === 'arrived')
  expect(said).toContainEqual({ kind: 'waiting', why: 'No: no-room.' })
  expect(pauses).toEqual([1_000])
})

it('[D4] files whose bytes are here go along into another conversation, each as a file of its own', async () => {
  const server = createServer()
  const { me, uploads, states, connection } = start(server)
  connection.set('offline')
  await uploads.choose(CONVERSATION, MAIN, [file('a.txt', 'one')])
  const [upload] = uploads.all.get()
  const { id, name, size, type } = upload?.file ?? ({} as never)
  const gone = { id: 'x'.repeat(43) as never, name: 'gone.txt', size: 3, type: 'text/plain' }
  const there = 'another' as ConversationId
  const carried = await uploads.carry([{ id, name, size, type }, gone], there)
  expect([...carried.keys()]).toEqual([id])
  const copy = carried.get(id)
  expect(copy).toMatchObject({ name: 'a.txt', size: 3 })
  expect(copy?.id).not.toBe(id)
  uploads.discard([id])
  connection.set('online')
  await until(() => states().join() === 'arrived')
  expect(server.bytesOf(copy?.id ?? '')).toBe('one')
  expect((await keptOf(me)).map((kept) => [kept.id, kept.conversationId])).toEqual([[copy?.id, there]])
})
