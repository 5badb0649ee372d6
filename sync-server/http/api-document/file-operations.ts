import { copyFilesSchema, filesSchema, newUploadSchema, uploadSchema } from '../../../shared/file-api.ts'
import type { OperationGroup } from './operation.ts'

const COLLABORATORS = { 403: 'One may see the conversation, but not add to it' } as const

export const FILE_OPERATIONS: OperationGroup = {
  name: 'Files',
  about: 'Attached files: who may see a conversation may have its files, who may collaborate may bring some.',
  operations: [
    {
      method: 'post',
      path: '/api/conversations/:id/uploads',
      summary: 'Begin to bring a file, or ask how far it has come',
      who: 'caller',
      scope: 'write',
      body: newUploadSchema,
      status: 200,
      answer: uploadSchema,
      refusals: { ...COLLABORATORS, 409: 'There is another file of this id' },
    },
    {
      method: 'patch',
      path: '/api/conversations/:id/uploads/:file',
      summary: 'Bring the next bytes of a file',
      about: 'The header `upload-offset` says where they begin; a piece can have at most 16 MB.',
      who: 'caller',
      scope: 'write',
      body: { mediaType: 'application/octet-stream', about: 'The bytes' },
      status: 200,
      answer: uploadSchema,
      refusals: { ...COLLABORATORS, 409: 'These are not the next bytes', 422: '`upload-offset` is missing' },
    },
    {
      method: 'delete',
      path: '/api/conversations/:id/uploads/:file',
      summary: 'Take back what one has brought of a file',
      who: 'caller',
      scope: 'write',
      status: 204,
      refusals: COLLABORATORS,
    },
    {
      method: 'get',
      path: '/api/conversations/:id/files',
      summary: 'The files of a conversation',
      who: 'caller',
      scope: 'read',
      status: 200,
      answer: filesSchema,
    },
    {
      method: 'post',
      path: '/api/conversations/:id/files/copies',
      summary: 'Have files of another conversation here, too',
      who: 'caller',
      scope: 'write',
      body: copyFilesSchema,
      status: 200,
      answer: filesSchema,
      refusals: COLLABORATORS,
    },
    {
      method: 'get',
      path: '/api/conversations/:id/files/:file',
      summary: 'A file',
      about: 'Ranges work. With `?view` pictures and PDF are shown rather than kept.',
      who: 'caller',
      scope: 'read',
      status: 200,
      answer: { mediaType: 'application/octet-stream', about: 'Its bytes, under its own type' },
      refusals: { 416: 'There are no such bytes in it' },
    },
  ],
}
