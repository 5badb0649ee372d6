/** Answers what is asked under a name that is not this server's: with what to do, and nothing else. */
import type { Context, MiddlewareHandler } from 'hono'
import type { IsOwnHost } from '../access/hosts.ts'
import { apiError } from './answers.ts'

export const refuseUnknownHosts =
  (isOwnHost: IsOwnHost): MiddlewareHandler =>
  async (c, next) => {
    if (isOwnHost(c.req.header('host'))) return next()
    return (c.req.header('accept') ?? '').includes('text/html')
      ? c.html(page(nameOf(c)), 421)
      : c.json(apiError('unknown-host', sentence(nameOf(c))), 421)
  }

const nameOf = (c: Context): string => URL.parse(c.req.url)?.hostname ?? ''

const sentence = (name: string): string =>
  `This Banyan does not know that it is called ${name}. Whoever runs it can set PUBLIC_URL to the address that people use, or add the name to ALLOWED_HOSTS, and start it again.`

const page = (name: string): string => `<!doctype html>
<html lang="en">
  <meta charset="utf-8" />
  <meta name="viewport" content="width=device-width" />
  <meta name="color-scheme" content="light dark" />
  <title>Banyan does not know this name</title>
  <style>
    body { font: 1.1rem/1.6 system-ui, sans-serif; max-width: 36rem; margin: 15vh auto; padding: 0 1.5rem; }
    pre { overflow-x: auto; }
  </style>
  <main>
    <h1>Banyan does not know this name</h1>
    <p>You have come by the name <strong>${escaped(name)}</strong>, which this server was not told to answer to. That protects it from pages that only pretend to be it.</p>
    <p>If you run it, start it again with the address that people use:</p>
    <pre><code>PUBLIC_URL=https://${escaped(name)} npm start</code></pre>
    <p>or, where it has several names, list them with commas in between:</p>
    <pre><code>ALLOWED_HOSTS=${escaped(name)} npm start</code></pre>
    <p>Else please tell whoever runs it.</p>
  </main>
</html>
`

const escaped = (text: string): string => text.replace(/[^A-Za-z0-9.:[\]-]/g, '')
