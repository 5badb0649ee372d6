import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type AccessWorld, createAccessWorld } from '../../tests/helpers/access-world.ts'

let world: AccessWorld
beforeEach(async () => {
  world = await createAccessWorld()
})
afterEach(() => {
  expect(world.errors).toEqual([])
  world.close()
})

describe('the client', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'banyan-client-'))
    mkdirSync(join(folder, 'assets'))
    writeFileSync(join(folder, 'index.html'), '<title>Banyan</title>')
    writeFileSync(join(folder, 'sw.js'), 'self')
    writeFileSync(join(folder, 'assets', 'main-abc123.js'), 'export {}')
    writeFileSync(join(folder, 'assets', 'large-abc123.js'), 'export {};'.repeat(10_000))
    writeFileSync(join(tmpdir(), 'banyan-outside.txt'), 'not to be served')
  })
  afterEach(() => {
    rmSync(folder, { recursive: true })
    rmSync(join(tmpdir(), 'banyan-outside.txt'), { force: true })
  })

  it('[HTTP-8] hashed files are kept, the page is asked for anew, every path of the app is the page', async () => {
    const served = await createAccessWorld({ clientDir: folder })
    const get = (path: string, accept = '*/*') => served.request('GET', path, { headers: { accept } })
    const asset = await get('/assets/main-abc123.js')
    expect(asset.headers.get('cache-control')).toContain('immutable')
    expect(asset.headers.get('content-type')).toMatch(/javascript/)
    const large = await served.request('GET', '/assets/large-abc123.js', {
      headers: { 'accept-encoding': 'gzip' },
    })
    expect(large.headers.get('content-encoding')).toBe('gzip')
    expect((await large.arrayBuffer()).byteLength).toBeLessThan(1000)
    expect((await get('/sw.js')).headers.get('cache-control')).toBe('no-cache')
    for (const path of ['/', '/index.html', '/c/some-talk', '/join']) {
      const page = await get(path, 'text/html,*/*')
      expect([path, page.status, page.headers.get('cache-control')]).toEqual([path, 200, 'no-cache'])
      expect(await page.text()).toContain('Banyan')
      expect(page.headers.get('content-security-policy')).toContain("default-src 'self'")
    }
    expect((await get('/assets/gone-def456.js')).status).toBe(404)
    expect((await get('/api/nothing', 'text/html')).status).toBe(404)
    expect((await get('/sync/nothing', 'text/html')).status).toBe(404)
    for (const path of ['/../banyan-outside.txt', '/..%2fbanyan-outside.txt', '/%2e%2e/banyan-outside.txt']) {
      expect(await (await get(path)).text()).not.toContain('not to be served')
    }
    served.close()
  })

  it('[DIAGRAM-1] the policy lets in what draws diagrams by its hash, no other script, and no frame that is loaded', async () => {
    const script = 'void 0 // Größe'
    writeFileSync(join(folder, 'assets', 'diagram-renderer-abc123.js'), script)
    const served = await createAccessWorld({ clientDir: folder })
    const policy = (await served.request('GET', '/')).headers.get('content-security-policy') ?? ''
    const hash = createHash('sha256').update(script).digest('base64')
    expect(policy).toContain(`script-src 'self' 'sha256-${hash}';`)
    expect(policy).toContain("frame-src 'none';")
    expect(policy).not.toMatch(/script-src[^;]*unsafe/)
    served.close()
  })

  it('[HTTP-8] without a built client the API is there all the same', async () => {
    const bare = await createAccessWorld({ clientDir: join(folder, 'nowhere') })
    expect((await bare.request('GET', '/', { headers: { accept: 'text/html' } })).status).toBe(404)
    expect((await bare.request('GET', '/api/state')).status).toBe(200)
    bare.close()
  })
})
