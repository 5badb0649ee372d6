/** Bringing and having files as a program does it: over HTTP, in pieces. */
import { randomBytes } from 'node:crypto'
import { addMessage, conversationRoots, fillWithText, readOrder } from '../../shared/document/index.ts'
import {
  filePath,
  UPLOAD_OFFSET,
  type UploadProgress,
  uploadPath,
  uploadsPath,
} from '../../shared/file-api.ts'
import { type FileId, fileIdOf } from '../../shared/files.ts'
import { type ConversationId, ID_BYTES, idFromBytes, MAIN_BRANCH, type MessageId } from '../../shared/ids.ts'
import { conversationRoom } from '../../shared/rooms.ts'
import { ApiFailure, type TestPerson, until } from './banyan.ts'

export interface TestFile {
  readonly id: FileId
  readonly secret: string
  readonly name: string
  readonly bytes: Uint8Array
}

/** A file of somebody's for a conversation, not brought yet. */
export const newFile = (
  person: TestPerson,
  conversation: ConversationId,
  name: string,
  content: string | Uint8Array,
): TestFile => {
  const secret: string = idFromBytes(randomBytes(ID_BYTES))
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  return { id: fileIdOf(conversation, person.id, secret), secret, name, bytes }
}

export const begin = (
  person: TestPerson,
  conversation: ConversationId,
  { id, secret, name, bytes }: TestFile,
): Promise<UploadProgress> =>
  person.call('POST', uploadsPath(conversation), { id, secret, name, size: bytes.length })

/** Brings the bytes from `from` up to `to`. */
export const bring = async (
  person: TestPerson,
  conversation: ConversationId,
  file: TestFile,
  from = 0,
  to = file.bytes.length,
): Promise<UploadProgress> => {
  const response = await fetch(person.url + uploadPath(conversation, file.id), {
    method: 'PATCH',
    headers: { cookie: person.cookie, origin: person.url, [UPLOAD_OFFSET]: String(from) },
    body: new Uint8Array(file.bytes.subarray(from, to)),
  })
  const answer: unknown = await response.json()
  if (!response.ok) throw new ApiFailure(response.status, answer)
  return answer as UploadProgress
}

/** Brings all of a file at once. */
export const attach = async (
  person: TestPerson,
  conversation: ConversationId,
  name: string,
  content: string | Uint8Array,
): Promise<TestFile> => {
  const file = newFile(person, conversation, name, content)
  const { received } = await begin(person, conversation, file)
  if (received < file.bytes.length) await bring(person, conversation, file, received)
  return file
}

/** Sends a message that names these files. */
export const sendNaming = async (
  person: TestPerson,
  conversation: ConversationId,
  ...files: readonly TestFile[]
): Promise<void> => {
  const { doc, synced, destroy } = person.sync(conversationRoom(conversation))
  await synced
  const id: MessageId = idFromBytes(randomBytes(ID_BYTES))
  addMessage(
    doc,
    {
      ...{ id, author: person.id, role: 'user', parentId: null, branchId: MAIN_BRANCH, createdAt: 1 },
      attachments: files.map((file) => ({
        ...{ id: file.id, name: file.name, size: file.bytes.length, type: 'text/plain' },
      })),
    },
    fillWithText('Look'),
  )
  await until('it is sent', () => readOrder(conversationRoots(doc)).has(id))
  destroy()
}

/** Brings all of a file at once, and sends it. */
export const attachSent = async (
  person: TestPerson,
  conversation: ConversationId,
  name: string,
  content: string | Uint8Array,
): Promise<TestFile> => {
  const file = await attach(person, conversation, name, content)
  await sendNaming(person, conversation, file)
  return file
}

export const have = (
  person: TestPerson,
  conversation: ConversationId,
  id: FileId | string,
  options: {
    readonly query?: string
    readonly headers?: Record<string, string>
    readonly method?: string
  } = {},
): Promise<Response> =>
  fetch(person.url + filePath(conversation, id as FileId) + (options.query ?? ''), {
    method: options.method ?? 'GET',
    headers: { cookie: person.cookie, ...options.headers },
  })

export const pngOf = (bytes = 0): Uint8Array =>
  new Uint8Array(Buffer.concat([Buffer.from(PNG, 'base64'), randomBytes(bytes)]))

/** Two dots by one, red and green. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAAD0lEQVR4nGP4z8DA8J8BAAcAAf9p8zS3AAAAAElFTkSuQmCC'
