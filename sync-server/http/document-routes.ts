/** Serves the description of the API. Open to everybody: it says what can be asked, and nothing of anybody. */
import { Hono } from 'hono'
import { createApiDocument } from './api-document/api-document.ts'
import { apiPage } from './api-document/api-page.ts'
import { OPERATIONS } from './api-document/operations.ts'

export const createDocumentRoutes = (): Hono => {
  const routes = new Hono()
  // The same for as long as this process runs; made when it is asked for first.
  let made: ReturnType<typeof createApiDocument> | undefined
  const document = () => {
    made ??= createApiDocument(OPERATIONS)
    return made
  }
  routes.get('/openapi.json', (c) => c.json(document()))
  routes.get('/docs', (c) => c.html(apiPage(document())))
  return routes
}
