/** Attached files over a real server: brought, had, refused, forgotten. */
import { readdir, readFile, rm, symlink } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type * as Y from 'yjs'
import type { Forked } from '../shared/api.ts'
import {
  addBranch,
  addMessage,
  conversationRoots,
  fillWithText,
  readAbsence,
  readFile as readArrived,
  readMessages,
  readOrder,
} from '../shared/document/index.ts'
import { archivePath, filePath, uploadPath } from '../shared/file-api.ts'
import { type FileId, fileIdOf } from '../shared/files.ts'
import type { ConversationId } from '../shared/ids.ts'
import { ApiFailure, startBanyan, type TestBanyan, type TestPerson, until } from './helpers/banyan.ts'
import {
  attach,
  attachSent,
  begin,
  bring,
  have,
  newFile,
  pngOf,
  sendNaming,
  type TestFile,
} from './helpers/files.ts'

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 })

let banyan: TestBanyan
let ana: TestPerson
let ben: TestPerson
let vera: TestPerson
/** In nobody's conversation, and an admin's colleague at best. */
let eve: TestPerson
let conversation: ConversationId

beforeAll(async () => {
  banyan = await startBanyan({
    agent: false,
    config: { fileLimits: { file: 3_000_000, conversation: 5_000_000, person: 12_000_000 } },
  })
  // The admin is not in the conversation.
  eve = await banyan.found('Eve')
  ana = await banyan.join(eve, 'Ana')
  ben = await banyan.join(eve, 'Ben')
  vera = await banyan.join(eve, 'Vera')
  conversation = await newShared()
})
afterAll(() => banyan?.close())

const newShared = async (): Promise<ConversationId> => {
  const id = await ana.newConversation('Files')
  await ana.share(id, [
    { subject: { kind: 'person', id: ben.id }, level: 'collaborate' },
    { subject: { kind: 'person', id: vera.id }, level: 'view' },
  ])
  return id
}
const failure = async (task: Promise<unknown>): Promise<{ status: number; code: string }> => {
  const error = await task.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof ApiFailure)) throw new Error('It was not refused.')
  return { status: error.status, code: (error.body as { error: { code: string } }).error.code }
}
const contentsOnDisk = async (): Promise<string[]> =>
  (await readdir(join(banyan.dataDir, 'files'), { recursive: true })).filter((name) =>
    /[0-9a-f]{64}$/.test(name),
  )

describe('bringing', () => {
  it('[FILE-2] an upload goes on where it ended, by anybody’s clock, and is there for all who may read', async () => {
    const file = newFile(ben, conversation, 'plan.txt', 'Plant trees. '.repeat(1000))
    expect(await begin(ben, conversation, file)).toEqual({ received: 0 })
    expect(await bring(ben, conversation, file, 0, 5_000)).toEqual({ received: 5_000 })
    // Begun again, as after a reload: it says how far it is.
    expect(await begin(ben, conversation, file)).toEqual({ received: 5_000 })
    const done = await bring(ben, conversation, file, 5_000)
    expect(done).toMatchObject({
      received: 13_000,
      file: { id: file.id, name: 'plan.txt', size: 13_000, type: 'text/plain', uploadedBy: ben.id },
    })
    expect(await begin(ben, conversation, file)).toMatchObject({ received: 13_000, file: { id: file.id } })
    await sendNaming(ben, conversation, file)
    for (const person of [ana, ben, vera]) {
      expect(await (await have(person, conversation, file.id)).text()).toBe('Plant trees. '.repeat(1000))
    }
  })

  it('[FILE-2] pieces at the wrong place are told the right one, and change nothing', async () => {
    const file = newFile(ana, conversation, 'order.bin', pngOf(100))
    await begin(ana, conversation, file)
    await bring(ana, conversation, file, 0, 50)
    expect(await failure(bring(ana, conversation, file, 0, 50))).toEqual({ status: 409, code: 'offset' })
    expect(await failure(bring(ana, conversation, file, 60))).toEqual({ status: 409, code: 'offset' })
    expect((await begin(ana, conversation, file)).received).toBe(50)
    await bring(ana, conversation, file, 50)
    const got = await (await have(ana, conversation, file.id)).bytes()
    expect(Buffer.from(got).equals(Buffer.from(file.bytes))).toBe(true)
  })

  it('[FILE-2] what a broken connection has brought is kept, also when the server is started anew', async () => {
    const file = newFile(ana, conversation, 'large.bin', pngOf(2_000_000))
    await begin(ana, conversation, file)
    await new Promise<void>((resolve) => {
      const piece = request(banyan.url + uploadPath(conversation, file.id), {
        method: 'PATCH',
        headers: {
          cookie: ana.cookie,
          origin: ana.url,
          'upload-offset': '0',
          'content-length': String(file.bytes.length),
        },
      })
      piece.on('error', () => resolve())
      piece.write(file.bytes.subarray(0, 700_000), () => piece.destroy(new Error('The line broke.')))
    })
    await until('the server has what came', async () => {
      try {
        return (await begin(ana, conversation, file)).received > 0
      } catch {
        // Busy with the broken piece.
        return false
      }
    })
    await banyan.restart()
    const { received } = await begin(ana, conversation, file)
    expect(received).toBeGreaterThan(0)
    expect(received).toBeLessThanOrEqual(700_000)
    await bring(ana, conversation, file, received)
    await sendNaming(ana, conversation, file)
    const got = await (await have(ben, conversation, file.id)).bytes()
    expect(Buffer.from(got).equals(Buffer.from(file.bytes))).toBe(true)
  })

  it('[FILE-8] that a file has arrived stands in the document, by the server’s hand', async () => {
    const peer = vera.sync(`conversation/${conversation}`)
    await peer.synced
    const file = await attachSent(ben, conversation, 'leaf.png', pngOf())
    await until('it is noted', () => readArrived(conversationRoots(peer.doc), file.id) !== undefined)
    expect(readArrived(conversationRoots(peer.doc), file.id)).toMatchObject({
      type: 'image/png',
      size: file.bytes.length,
    })
    await ben.call('DELETE', uploadPath(conversation, file.id))
    await until('it is noted no more', () => readArrived(conversationRoots(peer.doc), file.id) === undefined)
    expect((await have(ana, conversation, file.id)).status).toBe(404)
    peer.destroy()
  })

  it('[FILE-2] an empty file is a file', async () => {
    const file = await attachSent(ana, conversation, 'empty.txt', '')
    const response = await have(ben, conversation, file.id)
    expect([response.status, await response.text()]).toEqual([200, ''])
  })
})

describe('rights', () => {
  it('[FILE-3] who may view has files and brings none; who has no access, an admin too, learns nothing', async () => {
    const file = await attachSent(ana, conversation, 'secret.txt', 'between us')
    expect(await failure(begin(vera, conversation, newFile(vera, conversation, 'x.txt', 'x')))).toEqual({
      status: 403,
      code: 'forbidden',
    })
    for (const [method, path] of [
      ['GET', filePath(conversation, file.id)],
      ['GET', `/api/conversations/${conversation}/files`],
      ['DELETE', uploadPath(conversation, file.id)],
    ] as const) {
      expect((await failure(eve.call(method, path))).status).toBe(404)
    }
    expect(await failure(begin(eve, conversation, newFile(eve, conversation, 'x.txt', 'x')))).toEqual({
      status: 404,
      code: 'not-found',
    })
    expect((await fetch(banyan.url + filePath(conversation, file.id))).status).toBe(401)
    expect(await (await have(vera, conversation, file.id)).text()).toBe('between us')
  })

  it('[FILE-17] what was chosen and not sent is its bringer’s alone, and everybody’s once a message names it', async () => {
    const id = await newShared()
    const peer = vera.sync(`conversation/${id}`)
    await peer.synced
    const sent = await attachSent(ana, id, 'sent.txt', 'sent')
    const draft = await attach(ana, id, 'draft.txt', 'not yet')
    const { secret } = await vera.call<{ secret: string }>('POST', '/api/me/tokens', {
      ...{ name: 'p', scopes: ['read'], days: 1 },
    })
    const listOf = async (person: TestPerson): Promise<string[]> => {
      const { files } = await person.call<{ files: { id: string }[] }>(
        'GET',
        `/api/conversations/${id}/files`,
      )
      return files.map((file) => file.id)
    }
    const statuses = async (): Promise<number[]> => {
      const headers = { authorization: `Bearer ${secret}` }
      const archive = ben.url + archivePath(id, [draft.id])
      return [
        (await have(ben, id, draft.id)).status,
        (await have(vera, id, draft.id, { method: 'HEAD' })).status,
        (await fetch(archive, { headers: { cookie: ben.cookie } })).status,
        (await fetch(ana.url + filePath(id, draft.id), { headers })).status,
      ]
    }
    expect(await statuses()).toEqual([404, 404, 404, 404])
    expect([await listOf(ben), await listOf(vera)]).toEqual([[sent.id], [sent.id]])
    expect(new Set(await listOf(ana))).toEqual(new Set([sent.id, draft.id]))
    expect(await (await have(ana, id, draft.id)).text()).toBe('not yet')
    const bens = await ben.newConversation('Copies')
    const copy = { from: id, ids: [draft.id] }
    expect(await ben.call('POST', `/api/conversations/${bens}/files/copies`, copy)).toEqual({ files: [] })
    // Not even that there is one stands in the document.
    expect(JSON.stringify(conversationRoots(peer.doc).files.toJSON())).not.toContain(draft.id)

    await sendNaming(ana, id, draft)
    expect(await statuses()).toEqual([200, 200, 200, 200])
    expect(new Set(await listOf(vera))).toEqual(new Set([sent.id, draft.id]))
    await until('it is noted', () => readArrived(conversationRoots(peer.doc), draft.id) !== undefined)
    peer.destroy()
  })

  it('[FILE-3] a right that is taken away is gone with the next request, in the middle of an upload too', async () => {
    const id = await newShared()
    const file = await attach(ana, id, 'plan.txt', 'Plant trees.')
    const bens = newFile(ben, id, 'half.txt', 'half and half')
    await begin(ben, id, bens)
    await bring(ben, id, bens, 0, 5)
    await ana.share(id, [
      { subject: { kind: 'person', id: ben.id }, level: 'none' },
      { subject: { kind: 'person', id: vera.id }, level: 'none' },
    ])
    expect((await have(vera, id, file.id)).status).toBe(404)
    expect((await have(ben, id, file.id)).status).toBe(404)
    expect((await failure(bring(ben, id, bens, 5))).status).toBe(404)
    expect((await have(ana, id, bens.id)).status).toBe(404)
  })

  it('[FILE-12] a right that was lost on the way is said where the file was to stand', async () => {
    const id = await newShared()
    const peer = ana.sync(`conversation/${id}`)
    await peer.synced
    const bens = ben.sync(`conversation/${id}`)
    await bens.synced
    const file = newFile(ben, id, 'late.txt', 'late')
    addMessage(
      bens.doc,
      {
        ...{ id: 'late', author: ben.id, role: 'user', parentId: null, branchId: 'main', createdAt: 1 },
        attachments: [{ id: file.id, name: 'late.txt', size: 4, type: 'text/plain' }],
      },
      fillWithText('It follows'),
    )
    const roots = conversationRoots(peer.doc)
    await until('the message is there', () => readMessages(roots).length === 1)
    await ana.share(id, [{ subject: { kind: 'person', id: ben.id }, level: 'none' }])
    // Eve knows the id, and is told no more than before.
    const asEve = { ...file, secret: 'x'.repeat(20) }
    expect((await failure(begin(eve, id, asEve))).status).toBe(404)
    expect(readAbsence(roots, file.id)).toBeUndefined()
    expect((await failure(begin(ben, id, file))).status).toBe(404)
    await until('it is said', () => readAbsence(roots, file.id)?.why === 'no-right')
    peer.destroy()
    bens.destroy()
  })

  it('[FILE-3] a program has files as its token says, and none once that is gone', async () => {
    const file = await attachSent(ana, conversation, 'for programs.txt', 'for programs')
    const make = (scopes: readonly string[]) =>
      vera.call<{ secret: string; id: string }>('POST', '/api/me/tokens', { name: 'p', scopes, days: 1 })
    const [reading, writing] = [await make(['read']), await make(['write'])]
    const get = async ({ secret }: { secret: string }): Promise<number> =>
      (
        await fetch(banyan.url + filePath(conversation, file.id), {
          headers: { authorization: `Bearer ${secret}` },
        })
      ).status
    expect([await get(reading), await get(writing)]).toEqual([200, 403])
    await vera.call('DELETE', `/api/me/tokens/${reading.id}`)
    expect(await get(reading)).toBe(401)
  })

  it('[FILE-4] an id is one person’s, for one conversation: nobody else brings it, and elsewhere it is nothing', async () => {
    const other = await newShared()
    const file = newFile(ana, conversation, 'mine.txt', 'mine')
    for (const [person, place, changed] of [
      // Ben has seen Ana's message with the id, before her file was there.
      [ben, conversation, file],
      [ana, other, file],
      [ana, conversation, { ...file, secret: 'x'.repeat(20) }],
      [ben, conversation, { ...file, id: fileIdOf(conversation, ana.id, 'guess'.repeat(5)) }],
    ] as const) {
      expect(await failure(begin(person, place, changed))).toEqual({ status: 403, code: 'not-yours' })
    }
    await begin(ana, conversation, file)
    expect((await failure(bring(ben, conversation, file))).status).toBe(404)
    expect((await failure(ben.call('DELETE', uploadPath(conversation, file.id)))).status).toBe(404)
    await bring(ana, conversation, file)
    expect((await have(ana, other, file.id)).status).toBe(404)
    expect((await failure(ben.call('DELETE', uploadPath(conversation, file.id)))).status).toBe(404)
    await sendNaming(ana, conversation, file)
    expect(await (await have(ben, conversation, file.id)).text()).toBe('mine')
  })

  it('[FILE-4] files go along into another conversation only by who may read them there', async () => {
    const other = await ben.newConversation('A fork')
    const file = await attachSent(ana, conversation, 'along.txt', 'comes along')
    const copy = { from: conversation, ids: [file.id, 'A'.repeat(43)] }
    const path = `/api/conversations/${other}/files/copies`
    expect((await failure(eve.call('POST', path, copy))).status).toBe(404)
    expect(await ben.call('POST', path, copy)).toMatchObject({ files: [{ id: file.id, uploadedBy: ben.id }] })
    expect(await (await have(ben, other, file.id)).text()).toBe('comes along')
    const eves = await eve.newConversation('Eve’s')
    expect((await failure(eve.call('POST', `/api/conversations/${eves}/files/copies`, copy))).status).toBe(
      404,
    )
  })

  it('[FILE-3] files need a page of our own, or a token', async () => {
    const response = await fetch(banyan.url + uploadPath(conversation, 'A'.repeat(43) as FileId), {
      method: 'PATCH',
      headers: { cookie: ana.cookie, origin: 'https://evil.example', 'upload-offset': '0' },
      body: 'x',
    })
    expect(response.status).toBe(403)
  })
})

describe('forks', () => {
  const peerOf = async (person: TestPerson, id: ConversationId) => {
    const peer = person.sync(`conversation/${id}`)
    await peer.synced
    return peer
  }
  const write = (
    doc: Y.Doc,
    id: string,
    author: string,
    branchId: string,
    named: readonly TestFile[],
  ): void =>
    addMessage(
      doc,
      {
        ...{ id, author, role: 'user', parentId: null, branchId, createdAt: 1 },
        attachments: named.map((file) => ({
          ...{ id: file.id, name: file.name, size: file.bytes.length, type: 'text/plain' },
        })),
      },
      fillWithText('Look'),
    )

  it('[FILE-14] the files on a forked path come along, once stored; what is not there is told by name', async () => {
    const source = await newShared()
    const on = await attach(ben, source, 'on the path.txt', 'along')
    const off = await attach(ben, source, 'elsewhere.txt', 'not along')
    const late = newFile(ben, source, 'late.txt', 'still on its way')
    const peer = await peerOf(ben, source)
    addBranch(peer.doc, {
      ...{ id: 'side', createdBy: ben.id, forkFrom: null, parentBranch: 'main', createdAt: 1 },
    })
    write(peer.doc, 'on-the-path', ben.id, 'main', [on, late])
    write(peer.doc, 'elsewhere', ben.id, 'side', [off])
    await until('the server has it', () => readOrder(conversationRoots(peer.doc)).size === 2)
    const stored = (await contentsOnDisk()).length

    // Who may only view forks, too; nobody else does.
    const path = `/api/conversations/${source}/fork`
    expect((await failure(eve.call('POST', path, { branchId: 'main' }))).status).toBe(404)
    const forked = await vera.call<Forked>('POST', path, { branchId: 'main' })
    expect(forked.leftBehind).toEqual([{ name: 'late.txt', why: 'left-behind' }])
    const files = await vera.call<{ files: object[] }>('GET', `/api/conversations/${forked.id}/files`)
    expect(files.files).toMatchObject([{ id: on.id, name: 'on the path.txt', uploadedBy: vera.id }])
    expect(await contentsOnDisk()).toHaveLength(stored)
    const fork = await peerOf(vera, forked.id)
    const roots = conversationRoots(fork.doc)
    expect(readArrived(roots, on.id)).toMatchObject({ size: 5, type: 'text/plain' })
    expect(readAbsence(roots, late.id)).toMatchObject({ why: 'left-behind' })
    expect(readMessages(roots)[0]?.attachments.map(({ name }) => name)).toEqual([
      'on the path.txt',
      'late.txt',
    ])

    // They are hers now, whatever becomes of the original.
    await bring(ben, source, late, (await begin(ben, source, late)).received)
    await vera.call('POST', `/api/conversations/${forked.id}/files/copies`, { from: source, ids: [late.id] })
    await until('it is noted', () => readArrived(roots, late.id) !== undefined)
    await ana.call('DELETE', `/api/conversations/${source}`)
    await ana.call('DELETE', `/api/deleted/${source}`)
    expect(await (await have(vera, forked.id, on.id)).text()).toBe('along')
    expect(await (await have(vera, forked.id, late.id)).text()).toBe('still on its way')
    peer.destroy()
    fork.destroy()
  })

  it('[FILE-14] [FILE-6] where they would be too much the words come along without them', async () => {
    const source = await newShared()
    const large = await attach(ben, source, 'large.bin', pngOf(2_900_000))
    const peer = await peerOf(ben, source)
    write(peer.doc, 'large', ben.id, 'main', [large])
    await until('the server has it', () => readOrder(conversationRoots(peer.doc)).size === 1)
    for (let count = 0; count < 4; count++) {
      const own = await vera.newConversation('')
      await begin(vera, own, newFile(vera, own, 'x', new Uint8Array(2_800_000)))
    }
    const path = `/api/conversations/${source}/fork`
    const forked = await vera.call<Forked>('POST', path, { branchId: 'main' })
    expect(forked.leftBehind).toEqual([{ name: 'large.bin', why: 'person-full' }])
    const fork = await peerOf(vera, forked.id)
    expect(readMessages(conversationRoots(fork.doc))).toHaveLength(1)
    peer.destroy()
    fork.destroy()
  })
})

describe('all at once', () => {
  it('[FILE-11] several files come as one zip, whole and as long as was said', async () => {
    const id = await newShared()
    const large = await attachSent(ben, id, 'large.bin', pngOf(500_000))
    const one = await attachSent(ana, id, 'Größe.txt', 'one')
    const two = await attachSent(ana, id, 'Größe.txt', 'two')
    await attachSent(ana, id, 'another.txt', 'not asked for')
    const response = await fetch(ana.url + archivePath(id, [large.id, one.id, two.id, 'x' as FileId]), {
      headers: { cookie: vera.cookie },
    })
    expect(response.headers.get('content-type')).toBe('application/zip')
    expect(response.headers.get('content-disposition')).toBe('attachment')
    expect(response.headers.get('content-security-policy')).toMatch(/^sandbox/)
    const bytes = Buffer.from(await response.arrayBuffer())
    expect(Number(response.headers.get('content-length'))).toBe(bytes.length)
    expect(new Set(namesInZip(bytes))).toEqual(new Set(['large.bin', 'Größe.txt', 'Größe (2).txt']))
    // Nothing is packed: what went in is in it.
    expect(bytes.includes(Buffer.from(large.bytes))).toBe(true)
    for (const [person, status] of [
      [eve, 404],
      [undefined, 401],
    ] as const) {
      const headers = person === undefined ? {} : { cookie: person.cookie }
      expect((await fetch(ana.url + archivePath(id, [one.id]), { headers })).status).toBe(status)
    }
    expect(
      (await fetch(ana.url + archivePath(id, ['x' as FileId]), { headers: { cookie: ana.cookie } })).status,
    ).toBe(404)
  })
})

/** As its directory at the end says. */
const namesInZip = (zip: Buffer): string[] => {
  const names: string[] = []
  for (let at = zip.indexOf('PK\x01\x02'); at >= 0; at = zip.indexOf('PK\x01\x02', at + 4)) {
    names.push(zip.toString('utf8', at + 46, at + 46 + zip.readUInt16LE(at + 28)))
  }
  return names
}

describe('having', () => {
  it('[FILE-5] HTML and SVG are saved and never run, whatever their names and what was asked for', async () => {
    const page = '<!doctype html><script>alert(document.cookie)</script>'
    for (const name of ['page.html', 'picture.png', 'drawing.svg', 'x.pdf']) {
      const file = await attachSent(ana, conversation, name, page)
      for (const query of ['', '?view', '?view=1&type=text/html']) {
        const { headers } = await have(ben, conversation, file.id, { query })
        expect(headers.get('content-type')).toBe('text/plain; charset=utf-8')
        expect(headers.get('content-disposition')).toMatch(/^attachment; filename="/)
        expect(headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/)
        expect(headers.get('x-content-type-options')).toBe('nosniff')
        expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
        expect(headers.get('cache-control')).toBe('no-store')
      }
    }
  })

  it('[FILE-5] a picture is shown as what it is, whatever its name', async () => {
    const file = await attachSent(ana, conversation, 'page.html', pngOf())
    const { headers } = await have(ben, conversation, file.id, { query: '?view' })
    expect(headers.get('content-type')).toBe('image/png')
    expect(headers.get('content-disposition')).toMatch(/^inline/)
    expect(headers.get('content-security-policy')).toMatch(/^sandbox/)
  })

  it('[FILE-9] parts of a file can be had by themselves', async () => {
    const file = await attachSent(ana, conversation, 'digits.txt', '0123456789')
    const part = await have(ben, conversation, file.id, { headers: { range: 'bytes=2-4' } })
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([
      206,
      'bytes 2-4/10',
      '234',
    ])
    const outside = await have(ben, conversation, file.id, { headers: { range: 'bytes=10-' } })
    expect([outside.status, outside.headers.get('content-range')]).toEqual([416, 'bytes */10'])
    const many = await have(ben, conversation, file.id, { headers: { range: 'bytes=0-1,3-4' } })
    expect([many.status, await many.text()]).toEqual([200, '0123456789'])
    const head = await have(ben, conversation, file.id, { method: 'HEAD' })
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '10', ''])
  })

  it('[FILE-5] paths and other names that are no ids lead nowhere', async () => {
    for (const id of ['..%2f..%2fbanyan.sqlite', '%2e%2e', 'x', 'A'.repeat(44), `${'A'.repeat(42)}%00`]) {
      expect((await have(ana, conversation, id)).status).toBe(404)
    }
  })

  it('[FILE-5] names keep to one line and hold no path', async () => {
    for (const name of ['../../x.txt', 'a\nb', '..', ' ', 'x'.repeat(201), 'photo\u202egnp.exe', 7]) {
      const file = { ...newFile(ana, conversation, 'x', 'x'), name: name as string }
      expect(await failure(begin(ana, conversation, file))).toEqual({ status: 422, code: 'invalid' })
    }
    const bomb = await attach(ana, conversation, `${'x.zip'.repeat(39)}.zip`, 'PK\x03\x04')
    expect((await have(ana, conversation, bomb.id)).headers.get('content-type')).toBe(
      'application/octet-stream',
    )
  })
})

describe('limits', () => {
  it('[FILE-6] a file too large is refused before a byte of it came, with the limit', async () => {
    const file = newFile(ana, conversation, 'huge.bin', '')
    const begun = ana.call('POST', `/api/conversations/${conversation}/uploads`, {
      id: file.id,
      secret: file.secret,
      name: 'huge.bin',
      size: 3_000_001,
    })
    await expect(begun).rejects.toThrow('at most 2.9 MB')
    expect((await failure(begun)).status).toBe(413)
  })

  it('[FILE-6] nobody brings more than they said, or another file under an upload’s id', async () => {
    const file = newFile(ana, conversation, 'small.bin', 'x'.repeat(500))
    await begin(ana, conversation, { ...file, bytes: file.bytes.subarray(0, 100) })
    expect(await failure(begin(ana, conversation, file))).toEqual({ status: 409, code: 'different' })
    expect(await failure(bring(ana, conversation, file))).toEqual({ status: 409, code: 'different' })
    expect((await have(ana, conversation, file.id)).status).toBe(404)
  })

  it('[FILE-6] a conversation and a person have room for so much, uploads counted from their beginning', async () => {
    const id = await newShared()
    for (const name of ['1', '2'])
      await begin(ana, id, { ...newFile(ana, id, name, new Uint8Array(2_400_000)) })
    expect(await failure(begin(ben, id, newFile(ben, id, '3', new Uint8Array(400_000))))).toEqual({
      status: 413,
      code: 'conversation-full',
    })
    const codes = new Set<string>()
    for (let count = 0; count < 6; count++) {
      const mine = await ana.newConversation('')
      try {
        await begin(ana, mine, newFile(ana, mine, 'x', new Uint8Array(2_900_000)))
      } catch (error) {
        codes.add(((error as ApiFailure).body as { error: { code: string } }).error.code)
      }
    }
    expect([...codes]).toEqual(['person-full'])
  })

  it('[FILE-6] empty files count, too', async () => {
    const id = await newShared()
    await begin(ben, id, newFile(ben, id, 'large', new Uint8Array(2_990_000)))
    await begin(ben, id, newFile(ben, id, 'larger', new Uint8Array(2_000_000)))
    const codes: unknown[] = []
    for (let count = 0; count < 4; count++) {
      const begun = begin(ben, id, newFile(ben, id, `${count}`, ''))
      codes.push(
        await begun.then(
          ({ received }) => received,
          (error: ApiFailure) => error.status,
        ),
      )
    }
    expect(codes).toEqual([0, 0, 413, 413])
  })

  it('[FILE-6] a piece too large, or at no place, is not taken', async () => {
    const file = newFile(ben, conversation, 'x.txt', 'x')
    await begin(ben, conversation, file)
    const patch = (headers: Record<string, string>, body: BodyInit): Promise<Response> =>
      fetch(banyan.url + uploadPath(conversation, file.id), {
        method: 'PATCH',
        headers: { cookie: ben.cookie, origin: ben.url, ...headers },
        body,
      })
    for (const offset of ['-1', 'x', '1.5', '1e999']) {
      expect((await patch({ 'upload-offset': offset }, 'x')).status).toBe(422)
    }
    expect((await patch({}, 'x')).status).toBe(422)
    // The connection may end while the rest is still being sent.
    const huge = await patch({ 'upload-offset': '0' }, new Uint8Array(17 * 1024 * 1024)).then(
      ({ status }) => status,
      () => 413,
    )
    expect(huge).toBe(413)
    expect((await begin(ben, conversation, file)).received).toBe(0)
  })
})

describe('a full disk', () => {
  it('[FILE-15] what has come is kept, and the rest comes once there is room', async () => {
    const id = await newShared()
    const file = newFile(ben, id, 'plan.txt', 'Plant trees.')
    await begin(ben, id, file)
    // A real device without room, in the place where the upload grows.
    const upload = join(banyan.dataDir, 'files', 'uploads', file.id)
    await symlink('/dev/full', upload)
    expect(await failure(bring(ben, id, file))).toEqual({ status: 507, code: 'no-room' })
    await rm(upload)
    await bring(ben, id, file, (await begin(ben, id, file)).received)
    await sendNaming(ben, id, file)
    expect(await (await have(ana, id, file.id)).text()).toBe('Plant trees.')
  })
})

describe('forgetting', () => {
  it('[FILE-7] the same content is kept once, for as long as any file has it', async () => {
    const [one, two] = [await newShared(), await newShared()]
    const before = (await contentsOnDisk()).length
    const bytes = pngOf(1000)
    const first = await attach(ben, one, 'a.png', bytes)
    const second = await attach(ben, two, 'b.png', bytes)
    expect(await contentsOnDisk()).toHaveLength(before + 1)
    await ben.call('DELETE', uploadPath(one, first.id))
    expect((await have(ben, two, second.id)).status).toBe(200)
    await ben.call('DELETE', uploadPath(two, second.id))
    expect(await contentsOnDisk()).toHaveLength(before)
  })

  it('[FILE-7] files of a deleted conversation are nobody’s at once, and gone once it is purged', async () => {
    const id = await newShared()
    const before = await contentsOnDisk()
    const file = await attach(ben, id, 'gone.png', pngOf(1000))
    const half = newFile(ben, id, 'half.png', pngOf(1000))
    await begin(ben, id, half)
    await bring(ben, id, half, 0, 100)
    await ana.call('DELETE', `/api/conversations/${id}`)
    expect((await have(ana, id, file.id)).status).toBe(404)
    expect(await contentsOnDisk()).toHaveLength(before.length + 1)
    await ana.call('DELETE', `/api/deleted/${id}`)
    await until('its content is gone', async () => (await contentsOnDisk()).length === before.length)
    // What was half there goes when it is tidied up, as at every start.
    await banyan.restart()
    await until('its upload is gone', async () => {
      const uploads = await readdir(join(banyan.dataDir, 'files', 'uploads'))
      return !uploads.includes(half.id)
    })
  })

  it('[FILE-7] what nobody knows of is tidied up, and what somebody has is not', async () => {
    const id = await newShared()
    const file = await attachSent(ben, id, 'stays.png', pngOf(50))
    const { writeFile, mkdir } = await import('node:fs/promises')
    const stray = join(banyan.dataDir, 'files', 'contents', '00')
    await mkdir(stray, { recursive: true })
    await writeFile(join(stray, '0'.repeat(64)), 'left by a sudden end')
    await banyan.restart()
    await until('it is gone', async () => !(await readdir(stray)).includes('0'.repeat(64)))
    expect((await have(ana, id, file.id)).status).toBe(200)
  })

  it('[FILE-5] names of files are never names on the disk', async () => {
    await attach(ben, conversation, 'find-me-by-name.txt', 'words that nobody else has')
    const names = await readdir(banyan.dataDir, { recursive: true })
    expect(names.filter((name) => name.includes('find-me'))).toEqual([])
    const [content] = (await contentsOnDisk()).slice(-1)
    expect((await readFile(join(banyan.dataDir, 'files', content ?? ''))).length).toBeGreaterThanOrEqual(0)
  })
})
