/** What is given out of a file: as what its content is, in parts, and several at once. */
import { expect } from 'vitest'
import { archivePath } from '../shared/file-api.ts'
import type { FileId } from '../shared/files.ts'
import { attach, attachSent, begin, have, newFile, pngOf } from './helpers/files.ts'
import { failure, it } from './helpers/files-world.ts'

it('[FILE-5] HTML and SVG are saved and never run, whatever their names and what was asked for', async ({
  ana,
  ben,
  conversation,
}) => {
  const page = '<!doctype html><script>alert(document.cookie)</script>'
  for (const name of ['page.html', 'picture.png', 'drawing.svg', 'x.pdf']) {
    const file = await attachSent(ana, conversation, name, page)
    for (const query of ['', '?view', '?view=1&type=text/html']) {
      const { headers } = await have(ben, conversation, file.id, { query })
      expect(headers.get('content-type')).toBe('text/plain; charset=utf-8')
      expect(headers.get('content-disposition')).toMatch(/^attachment; filename="/)
      expect(headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
      expect(headers.get('cache-control')).toBe('no-store')
    }
  }
})

it('[FILE-5] a picture is shown as what it is, whatever its name', async ({ ana, ben, conversation }) => {
  const file = await attachSent(ana, conversation, 'page.html', pngOf())
  const { headers } = await have(ben, conversation, file.id, { query: '?view' })
  expect(headers.get('content-type')).toBe('image/png')
  expect(headers.get('content-disposition')).toMatch(/^inline/)
  expect(headers.get('content-security-policy')).toMatch(/^sandbox/)
})

it('[FILE-9] parts of a file can be had by themselves', async ({ ana, ben, conversation }) => {
  const file = await attachSent(ana, conversation, 'digits.txt', '0123456789')
  const part = await have(ben, conversation, file.id, { headers: { range: 'bytes=2-4' } })
  expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([
    206,
    'bytes 2-4/10',
    '234',
  ])
  const outside = await have(ben, conversation, file.id, { headers: { range: 'bytes=10-' } })
  expect([outside.status, outside.headers.get('content-range')]).toEqual([416, 'bytes */10'])
  const many = await have(ben, conversation, file.id, { headers: { range: 'bytes=0-1,3-4' } })
  expect([many.status, await many.text()]).toEqual([200, '0123456789'])
  const head = await have(ben, conversation, file.id, { method: 'HEAD' })
  expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '10', ''])
})

it('[FILE-5] paths and other names that are no ids lead nowhere', async ({ ana, conversation }) => {
  for (const id of ['..%2f..%2fbanyan.sqlite', '%2e%2e', 'x', 'A'.repeat(44), `${'A'.repeat(42)}%00`]) {
    expect((await have(ana, conversation, id)).status).toBe(404)
  }
})

it('[FILE-5] names keep to one line and hold no path', async ({ ana, conversation }) => {
  for (const name of ['../../x.txt', 'a\nb', '..', ' ', 'x'.repeat(201), 'photo\u202egnp.exe', 7]) {
    const file = { ...newFile(ana, conversation, 'x', 'x'), name: name as string }
    expect(await failure(begin(ana, conversation, file))).toEqual({ status: 422, code: 'invalid' })
  }
  const bomb = await attach(ana, conversation, `${'x.zip'.repeat(39)}.zip`, 'PK\x03\x04')
  expect((await have(ana, conversation, bomb.id)).headers.get('content-type')).toBe(
    'application/octet-stream',
  )
})

it('[FILE-11] several files come as one zip, whole and as long as was said', async ({
  ana,
  ben,
  vera,
  eve,
  newShared,
}) => {
  const id = await newShared()
  const large = await attachSent(ben, id, 'large.bin', pngOf(500_000))
  const one = await attachSent(ana, id, 'Größe.txt', 'one')
  const two = await attachSent(ana, id, 'Größe.txt', 'two')
  await attachSent(ana, id, 'another.txt', 'not asked for')
  const response = await fetch(ana.url + archivePath(id, [large.id, one.id, two.id, 'x' as FileId]), {
    headers: { cookie: vera.cookie },
  })
  expect(response.headers.get('content-type')).toBe('application/zip')
  expect(response.headers.get('content-disposition')).toBe('attachment')
  expect(response.headers.get('content-security-policy')).toMatch(/^sandbox/)
  const bytes = Buffer.from(await response.arrayBuffer())
  expect(Number(response.headers.get('content-length'))).toBe(bytes.length)
  expect(new Set(namesInZip(bytes))).toEqual(new Set(['large.bin', 'Größe.txt', 'Größe (2).txt']))
  // Nothing is packed: what went in is in it.
  expect(bytes.includes(Buffer.from(large.bytes))).toBe(true)
  for (const [person, status] of [
    [eve, 404],
    [undefined, 401],
  ] as const) {
    const headers = person === undefined ? {} : { cookie: person.cookie }
    expect((await fetch(ana.url + archivePath(id, [one.id]), { headers })).status).toBe(status)
  }
  expect(
    (await fetch(ana.url + archivePath(id, ['x' as FileId]), { headers: { cookie: ana.cookie } })).status,
  ).toBe(404)
})

/** As its directory at the end says. */
const namesInZip = (zip: Buffer): string[] => {
  const names: string[] = []
  for (let at = zip.indexOf('PK\x01\x02'); at >= 0; at = zip.indexOf('PK\x01\x02', at + 4)) {
    names.push(zip.toString('utf8', at + 46, at + 46 + zip.readUInt16LE(at + 28)))
  }
  return names
}
