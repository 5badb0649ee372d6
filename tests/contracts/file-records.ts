/** What every adapter of `FileRecords` does. */
import { expect, it } from 'vitest'
import type { FileId } from '../../shared/files.ts'
import type { ConversationId, PrincipalId } from '../../shared/ids.ts'
import type { FileLimits, FileRecords, UploadRecord } from '../../sync-server/files/file-records.ts'
import type { ContentHash } from '../../sync-server/files/file-store.ts'

const HERE = 'conversation-here' as ConversationId
const THERE = 'conversation-there' as ConversationId
const ANA = 'ana0' as PrincipalId
const BEN = 'ben0' as PrincipalId
const ROOMY: FileLimits = { file: 1e9, conversation: 1e9, person: 1e9 }
const HASH = 'a'.repeat(64) as ContentHash
const OTHER = 'b'.repeat(64) as ContentHash
const CONTENT = { hash: HASH, type: 'text/plain', at: 5 }

const idOf = (letter: string): FileId => letter.repeat(43) as FileId
const uploadOf = (letter: string, fields: Partial<UploadRecord> = {}): UploadRecord => ({
  conversationId: HERE,
  id: idOf(letter),
  name: `${letter}.txt`,
  size: 10_000,
  by: ANA,
  at: 1,
  ...fields,
})
const bring = async (
  records: FileRecords,
  upload: UploadRecord,
  content: Parameters<FileRecords['complete']>[1] = CONTENT,
) => {
  await records.begin(upload, ROOMY)
  return records.complete(upload, content)
}

export const fileRecordsContract = (setup: () => FileRecords): void => {
  it('[FILE-2] an upload is begun once, and becomes a file that belongs to its conversation', async () => {
    const records = setup()
    const upload = uploadOf('A')
    expect(await records.begin(upload, ROOMY)).toBe('begun')
    expect(await records.begin({ ...upload, name: 'another.txt', at: 9 }, ROOMY)).toBe('begun')
    expect(await records.upload(HERE, upload.id)).toEqual(upload)
    expect(await records.upload(THERE, upload.id)).toBeUndefined()
    expect(await records.isUpload(upload.id)).toBe(true)
    const file = await records.complete(upload, CONTENT)
    expect(file).toEqual({
      conversationId: HERE,
      id: upload.id,
      hash: HASH,
      name: 'A.txt',
      size: 10_000,
      type: 'text/plain',
      uploadedBy: ANA,
      uploadedAt: 5,
      isNamed: false,
    })
    expect(await records.file(HERE, upload.id)).toEqual(file)
    expect(await records.file(THERE, upload.id)).toBeUndefined()
    expect(await records.isUpload(upload.id)).toBe(false)
    // Taken away meanwhile, or done by somebody else.
    expect(await records.complete(upload, CONTENT)).toBeUndefined()
  })

  it('[FILE-6] a conversation and a person have room for so much, uploads and empty files counted', async () => {
    const records = setup()
    const limits: FileLimits = { file: 1e9, conversation: 25_000, person: 40_000 }
    await bring(records, uploadOf('A'))
    expect(await records.begin(uploadOf('B'), limits)).toBe('begun')
    expect(await records.begin(uploadOf('C'), limits)).toBe('conversation-full')
    expect(await records.begin(uploadOf('D', { size: 0 }), limits)).toBe('begun')
    expect(await records.begin(uploadOf('E', { size: 0 }), limits)).toBe('conversation-full')
    expect(await records.begin(uploadOf('F', { conversationId: THERE }), limits)).toBe('begun')
    expect(await records.begin(uploadOf('G', { conversationId: THERE }), limits)).toBe('person-full')
    expect(await records.begin(uploadOf('G', { conversationId: THERE, by: BEN }), limits)).toBe('begun')
  })

  it('[FILE-7] a content is forgotten with the last file that has it, and is told of once', async () => {
    const records = setup()
    await bring(records, uploadOf('A'))
    await bring(records, uploadOf('B', { conversationId: THERE }))
    await bring(records, uploadOf('C'), { ...CONTENT, hash: OTHER })
    await records.remove(HERE, idOf('A'))
    expect(await records.takeUnreferenced()).toEqual([])
    await records.remove(HERE, idOf('B'))
    expect(await records.file(THERE, idOf('B'))).toBeDefined()
    await records.remove(THERE, idOf('B'))
    expect(await records.isContent(HASH)).toBe(true)
    expect(await records.takeUnreferenced()).toEqual([HASH])
    expect(await records.takeUnreferenced()).toEqual([])
    expect([await records.isContent(HASH), await records.isContent(OTHER)]).toEqual([false, true])
  })

  it('[FILE-7] a conversation goes with its files and uploads, and no other', async () => {
    const records = setup()
    await bring(records, uploadOf('A'))
    await records.begin(uploadOf('B'), ROOMY)
    await bring(records, uploadOf('C', { conversationId: THERE }))
    await records.removeConversation(HERE)
    expect(await records.files(HERE)).toEqual([])
    expect(await records.isUpload(idOf('B'))).toBe(false)
    expect((await records.files(THERE)).map(({ id }) => id)).toEqual([idOf('C')])
  })

  it('[FILE-7] uploads that nobody goes on with end', async () => {
    const records = setup()
    await records.begin(uploadOf('A', { at: 10 }), ROOMY)
    await records.begin(uploadOf('B', { at: 20 }), ROOMY)
    await records.removeUploadsBefore(20)
    expect([await records.isUpload(idOf('A')), await records.isUpload(idOf('B'))]).toEqual([false, true])
  })

  it('[FILE-4] copies are files of their own with the same content, and those that are not there are left out', async () => {
    const records = setup()
    await bring(records, uploadOf('A'))
    const way = { from: HERE, to: THERE, by: BEN, at: 7 }
    const copied = await records.copy([idOf('A'), idOf('B')], way, ROOMY)
    expect(copied).toMatchObject([
      { conversationId: THERE, id: idOf('A'), hash: HASH, uploadedBy: BEN, uploadedAt: 7 },
    ])
    expect(await records.copy([idOf('A')], { ...way, by: ANA }, ROOMY)).toEqual(copied)
    await records.remove(HERE, idOf('A'))
    expect(await records.takeUnreferenced()).toEqual([])
    await bring(records, uploadOf('C'))
    expect(await records.copy([idOf('C')], way, { ...ROOMY, conversation: 15_000 })).toBe('conversation-full')
    expect(await records.file(THERE, idOf('C'))).toBeUndefined()
  })

  it('[FILE-8] what was not announced is found again until it was', async () => {
    const records = setup()
    await bring(records, uploadOf('A'))
    await bring(records, uploadOf('B'))
    await records.announced(HERE, idOf('A'))
    expect((await records.unannounced()).map(({ id }) => id)).toEqual([idOf('B')])
  })
}
