/**
 * What the first paint is measured against: the least page of the same kind. A service worker answers from its cache
 * with a document, a style sheet and a module, and the module writes one line of text.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const FILES: Readonly<Record<string, { readonly type: string; readonly text: string }>> = {
  '/': {
    type: 'text/html; charset=utf-8',
    text: `<!doctype html><html lang="en"><head><title>Reference</title>
<link rel="stylesheet" href="/page.css"><script type="module" src="/page.js"></script></head>
<body><main id="app"></main></body></html>`,
  },
  '/page.css': { type: 'text/css', text: 'body { margin: 2rem; font: 16px sans-serif }' },
  '/page.js': {
    type: 'text/javascript',
    text: `document.getElementById('app').textContent = 'All there is to see.'
await navigator.serviceWorker.register('/worker.js')`,
  },
  '/worker.js': {
    type: 'text/javascript',
    text: `self.addEventListener('install', (event) =>
  event.waitUntil(caches.open('page').then((cache) => cache.addAll(['/', '/page.css', '/page.js']))))
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))
self.addEventListener('fetch', (event) =>
  event.respondWith(caches.match(event.request).then((known) => known ?? fetch(event.request))))`,
  },
}

export interface ReferencePage {
  readonly url: string
  readonly close: () => Promise<void>
}

export const serveReferencePage = async (): Promise<ReferencePage> => {
  const server = createServer((request, response) => {
    const file = FILES[request.url ?? '/']
    if (file === undefined) response.writeHead(404).end()
    else response.writeHead(200, { 'content-type': file.type }).end(file.text)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    // Service workers need no certificate there.
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}
