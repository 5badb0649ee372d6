/**
 * The requests for attached files, beside those of `api.ts`. All are under `/api/conversations/:id`. An upload is
 * begun, brought in pieces, each from where the last one ended, and can be begun again at any time: the answer says
 * how much of it is there.
 */
import { z } from 'zod'
import { milliseconds } from './api.ts'
import { FILE_SECRET, type FileId, isFileId, isFileName } from './files.ts'
import { type ConversationId, ID_PATTERN, type PrincipalId } from './ids.ts'

const fileId = z.custom<FileId>(isFileId, 'This is not the id of a file.')
const principal = z.string().regex(ID_PATTERN) as unknown as z.ZodType<PrincipalId>
const conversation = z.string().regex(ID_PATTERN) as unknown as z.ZodType<ConversationId>

export const fileSchema = z.object({
  id: fileId,
  name: z.string(),
  size: z.number(),
  /** By its content. */
  type: z.string(),
  uploadedBy: principal,
  uploadedAt: milliseconds,
})
export type StoredFile = z.infer<typeof fileSchema>

/** `POST /uploads` (collaborate): begins an upload, or says how far it has come. */
export const newUploadSchema = z.object({
  /** `fileIdOf` this conversation, who asks, and the secret. */
  id: fileId,
  secret: z.string().regex(FILE_SECRET, 'The secret must have 20 to 64 letters or digits.'),
  name: z.custom<string>(isFileName, 'A file needs a name of one line, without a path.'),
  size: z.number().int().min(0),
})
export type NewUpload = z.infer<typeof newUploadSchema>

/**
 * The answer to that, and to `PATCH /uploads/:fileId`, whose body is the next bytes and whose header `upload-offset`
 * says where they begin. `file` is there once all of it is. `DELETE /uploads/:fileId` takes back what was brought.
 */
export const uploadSchema = z.object({
  /** Bytes that are safely here. */
  received: z.number(),
  file: fileSchema.optional(),
})
export type UploadProgress = z.infer<typeof uploadSchema>

/** `GET /files` (view). The content is at `GET /files/:fileId`, with ranges; `?view` shows pictures and PDF. */
export const filesSchema = z.object({ files: z.array(fileSchema) })

/** `POST /files/copies` (view there, collaborate here): the same files in another conversation, under the same ids. */
export const copyFilesSchema = z.object({ from: conversation, ids: z.array(fileId).min(1).max(500) })

/** `GET /archive?files=<ids>` (view): several files as one zip, all where none are named. */
export const archiveQuerySchema = z.object({ files: z.string().optional() })
export const archivePath = (id: ConversationId, files: readonly FileId[]): string =>
  `/api/conversations/${id}/archive?files=${files.join(',')}`

export const UPLOAD_OFFSET = 'upload-offset'
export const uploadsPath = (id: ConversationId): string => `/api/conversations/${id}/uploads`
export const uploadPath = (id: ConversationId, file: FileId): string => `${uploadsPath(id)}/${file}`
export const filePath = (id: ConversationId, file: FileId): string => `/api/conversations/${id}/files/${file}`
