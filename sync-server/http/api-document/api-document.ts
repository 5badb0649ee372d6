/** The HTTP API as an OpenAPI 3.1 document, made of the schemas that requests and answers are held against. Pure. */
import { z } from 'zod'
import { apiErrorSchema, botSchema, groupSchema, modelSchema, personSchema } from '../../../shared/api.ts'
import {
  auditEntrySchema,
  conversationMetadataSchema,
  memberSchema,
} from '../../../shared/api-administration.ts'
import { isBytes, type Operation, type OperationGroup, type Who } from './operation.ts'

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
type JsonObject = Record<string, Json>

/** What stands in several answers, by name. */
const NAMED: Readonly<Record<string, z.ZodType>> = {
  Person: personSchema,
  Group: groupSchema,
  Bot: botSchema,
  Model: modelSchema,
  Member: memberSchema,
  ConversationMetadata: conversationMetadataSchema,
  AuditEntry: auditEntrySchema,
}
const ERROR_REF = { $ref: '#/components/schemas/ApiError' }

export const createApiDocument = (groups: readonly OperationGroup[]): JsonObject => {
  const components: JsonObject = {}
  const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): JsonObject =>
    schemaFor(schema, io, components)
  components.ApiError = schemaOf(apiErrorSchema, 'output')
  const paths: Record<string, JsonObject> = {}
  for (const group of groups) {
    for (const operation of group.operations) {
      const path = operation.path.replaceAll(/:(\w+)/g, '{$1}')
      paths[path] ??= {}
      paths[path][operation.method] = operationObject(operation, group.name, schemaOf)
    }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Banyan', version: '1', description: DESCRIPTION },
    servers: [{ url: '/' }],
    tags: groups.map(({ name, about }) => ({ name, description: about })),
    paths,
    components: { schemas: components, securitySchemes: SECURITY_SCHEMES },
  }
}

const operationObject = (
  operation: Operation,
  tag: string,
  schemaOf: (schema: z.ZodType, io: 'input' | 'output') => JsonObject,
): JsonObject => {
  const { method, path, summary, about, who, scope, query, body, status, answer } = operation
  return {
    operationId: `${method} ${path}`,
    tags: [tag],
    summary,
    description: [about, WHO_WORDS[who], scopeWords(operation)].filter(Boolean).join(' '),
    ...(scope === undefined ? {} : { 'x-scope': scope }),
    security: securityOf(operation),
    parameters: [
      ...pathParameters(path),
      ...(query === undefined ? [] : queryParameters(schemaOf(query, 'input'))),
    ],
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: isBytes(body)
              ? {
                  [body.mediaType]: { schema: { type: 'string', format: 'binary', description: body.about } },
                }
              : { 'application/json': { schema: schemaOf(body, 'input') } },
          },
        }),
    responses: {
      [status]: {
        description:
          status === 204 ? 'Done; there is nothing to read.' : status === 302 ? 'Leads on.' : 'Done.',
        ...(answer === undefined
          ? {}
          : {
              content: isBytes(answer)
                ? {
                    [answer.mediaType]: {
                      schema: { type: 'string', format: 'binary', description: answer.about },
                    },
                  }
                : { 'application/json': { schema: schemaOf(answer, 'output') } },
            }),
      },
      ...Object.fromEntries(
        Object.entries(refusalsOf(operation)).map(([code, description]) => [
          code,
          {
            description,
            ...(code === '429' ? { headers: RETRY_AFTER } : {}),
            content: { 'application/json': { schema: ERROR_REF } },
          },
        ]),
      ),
    },
  }
}

/** Every refusal that an operation may meet, by status. */
const refusalsOf = ({ who, path, query, body, refusals = {} }: Operation): Record<string, string> => ({
  ...(who === 'anybody' ? {} : { 401: 'Nobody is signed in' }),
  ...(who === 'anybody' || who === 'caller' ? {} : { 403: WHO_WORDS[who] }),
  ...(path.includes('/:') ? { 404: 'There is no such thing, or none that one may know of' } : {}),
  ...(query === undefined && body === undefined
    ? {}
    : { 422: 'Something in it is wrong: `field` says where' }),
  ...(body === undefined ? {} : { 413: 'Too large' }),
  ...refusals,
  429: 'Too often; `Retry-After` says when to come back',
})

const schemaFor = (schema: z.ZodType, io: 'input' | 'output', components: JsonObject): JsonObject => {
  const registry = z.registry<{ id: string }>()
  // Bodies are small and differ from answers by their defaults: they are written out.
  if (io === 'output') for (const [id, named] of Object.entries(NAMED)) registry.add(named, { id })
  const {
    $schema: _,
    $defs = {},
    ...rest
  } = z.toJSONSchema(schema, {
    io,
    metadata: registry,
    unrepresentable: 'any',
  }) as JsonObject
  for (const [id, definition] of Object.entries($defs as JsonObject)) {
    components[id] ??= withComponentRefs(definition)
  }
  return withComponentRefs(rest) as JsonObject
}

/** Definitions stand in one place for all operations. */
const withComponentRefs = (json: Json): Json => {
  if (Array.isArray(json)) return json.map(withComponentRefs)
  if (typeof json !== 'object' || json === null) return json
  return Object.fromEntries(
    Object.entries(json)
      // An id that names a definition, and a promise that answers never grow.
      .filter(([key, value]) => !(key === 'id' && typeof value === 'string'))
      .filter(([key, value]) => !(key === 'additionalProperties' && value === false))
      .map(([key, value]) => [
        key,
        key === '$ref' && typeof value === 'string'
          ? value.replace('#/$defs/', '#/components/schemas/')
          : withComponentRefs(value),
      ]),
  )
}

const pathParameters = (path: string): JsonObject[] =>
  [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))

const queryParameters = (schema: JsonObject): JsonObject[] => {
  const required = (schema.required ?? []) as readonly Json[]
  return Object.entries((schema.properties ?? {}) as JsonObject).map(([name, property]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema: property,
  }))
}

const securityOf = ({ who, scope }: Operation): Json => {
  switch (who) {
    case 'anybody':
      return []
    case 'caller':
      return [{ session: [] }, { token: [] }]
    case 'person':
      return scope === undefined ? [{ session: [] }] : [{ session: [] }, { token: [] }]
    case 'admin':
      return [{ session: [] }]
    case 'agent':
      return [{ token: [] }]
  }
}

const scopeWords = ({ who, scope }: Operation): string => {
  if (who === 'caller' && scope !== undefined) return `A person’s token needs the scope \`${scope}\`.`
  if (who !== 'person') return ''
  return scope === undefined ? 'Not with a token.' : `A program needs a token with the scope \`${scope}\`.`
}

const WHO_WORDS: Readonly<Record<Who, string>> = {
  anybody: '',
  caller: 'For people and bots.',
  person: 'For people, not bots.',
  admin: 'For admins.',
  agent: 'For workers with the server’s own agent key.',
}

const RETRY_AFTER = {
  'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer' } },
}

const SECURITY_SCHEMES = {
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'banyan.session_token',
    description:
      'The cookie of a browser that is signed in. Requests that change something also need an `Origin` of Banyan’s own; behind HTTPS the name begins with `__Secure-`.',
  },
  token: {
    type: 'http',
    scheme: 'bearer',
    description:
      'A token of one’s own for a program, with its scopes; a bot’s token; or the server’s agent key.',
  },
}

const DESCRIPTION = `
Bodies and answers are JSON. Times are milliseconds since 1970.

**Errors** are always the same shape, \`{"error": {"code", "message", "field"?}}\`: a code for programs, a sentence for
people, and the field that is meant. What one may not know of is 404, what one may see but not do is 403.

**Limits.** Everybody may ask a few hundred times a minute, and where passwords, codes or links could be guessed much
less often. Over the limit the answer is 429 with \`Retry-After\` in seconds. A body can have at most 256 kB.

**Lists that can grow** come in pages: \`?cursor=&limit=\`, answered with \`{"items", "nextCursor"?}\`. Hand
\`nextCursor\` back as it is, with the same filter; where there is none, that was the last page.
`.trim()
