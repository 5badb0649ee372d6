/** Every operation of the API, part by part. A route that is missing here fails `api-document.test.ts`. */
import { ACCOUNT_OPERATIONS } from './account-operations.ts'
import { AGENT_OPERATIONS, CONVERSATION_OPERATIONS } from './conversation-operations.ts'
import { FILE_OPERATIONS } from './file-operations.ts'
import type { OperationGroup } from './operation.ts'
import { ADMINISTRATION_OPERATIONS, ORGANIZATION_OPERATIONS } from './organization-operations.ts'

export const OPERATIONS: readonly OperationGroup[] = [
  ACCOUNT_OPERATIONS,
  CONVERSATION_OPERATIONS,
  FILE_OPERATIONS,
  ORGANIZATION_OPERATIONS,
  ADMINISTRATION_OPERATIONS,
  AGENT_OPERATIONS,
  {
    name: 'This document',
    about: 'The API, described by itself.',
    operations: [
      {
        method: 'get',
        path: '/api/openapi.json',
        summary: 'The API as an OpenAPI 3.1 document',
        who: 'anybody',
        status: 200,
        answer: { mediaType: 'application/json', about: 'The document' },
      },
      {
        method: 'get',
        path: '/api/docs',
        summary: 'The same as a page to read',
        who: 'anybody',
        status: 200,
        answer: { mediaType: 'text/html', about: 'The page' },
      },
    ],
  },
]
