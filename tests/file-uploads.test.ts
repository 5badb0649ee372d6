/** Files on their way to the server: in pieces, over broken connections, and not beyond what there is room for. */
import { request } from 'node:http'
import { describe, expect } from 'vitest'
import { conversationRoots, readFile as readArrived } from '../shared/document/index.ts'
import { uploadPath } from '../shared/file-api.ts'
import { type ApiFailure, until } from './helpers/banyan.ts'
import { attachSent, begin, bring, have, newFile, pngOf, sendNaming } from './helpers/files.ts'
import { failure, it } from './helpers/files-world.ts'

describe('bringing', () => {
  it('[FILE-2] an upload goes on where it ended, by anybody’s clock, and is there for all who may read', async ({
    ana,
    ben,
    vera,
    conversation,
  }) => {
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

  it('[FILE-2] pieces at the wrong place are told the right one, and change nothing', async ({
    ana,
    conversation,
  }) => {
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

  it('[FILE-2] what a broken connection has brought is kept, also when the server is started anew', async ({
    banyan,
    ana,
    ben,
    conversation,
  }) => {
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

  it('[FILE-8] that a file has arrived stands in the document, by the server’s hand', async ({
    ana,
    ben,
    vera,
    conversation,
  }) => {
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

  it('[FILE-2] an empty file is a file', async ({ ana, ben, conversation }) => {
    const file = await attachSent(ana, conversation, 'empty.txt', '')
    const response = await have(ben, conversation, file.id)
    expect([response.status, await response.text()]).toEqual([200, ''])
  })
})

describe('limits', () => {
  it('[FILE-6] a file too large is refused before a byte of it came, with the limit', async ({
    ana,
    conversation,
  }) => {
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

  it('[FILE-6] nobody brings more than they said, or another file under an upload’s id', async ({
    ana,
    conversation,
  }) => {
    const file = newFile(ana, conversation, 'small.bin', 'x'.repeat(500))
    await begin(ana, conversation, { ...file, bytes: file.bytes.subarray(0, 100) })
    expect(await failure(begin(ana, conversation, file))).toEqual({ status: 409, code: 'different' })
    expect(await failure(bring(ana, conversation, file))).toEqual({ status: 409, code: 'different' })
    expect((await have(ana, conversation, file.id)).status).toBe(404)
  })

  it('[FILE-6] a conversation and a person have room for so much, uploads counted from their beginning', async ({
    ana,
    ben,
    newShared,
  }) => {
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

  it('[FILE-6] empty files count, too', async ({ ben, newShared }) => {
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

  it('[FILE-6] a piece too large, or at no place, is not taken', async ({ banyan, ben, conversation }) => {
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
