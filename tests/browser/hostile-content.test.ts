/** What a hostile participant writes straight into the document is shown as text: it runs nothing and loads nothing. */
import { expect } from 'vitest'
import { addReply } from '../../shared/document/index.ts'
import { MAIN_BRANCH, type PrincipalId } from '../../shared/ids.ts'
import { conversationRoom } from '../../shared/rooms.ts'
import { stockPeer } from '../helpers/banyan.ts'
import { message, openConversation, seen } from '../helpers/pages.ts'
import { twoPeople } from '../helpers/two-people.ts'

const it = twoPeople()

const HOSTILE = [
  '<script>window.pwned = 1</script>',
  '<img src="https://evil.example/pixel.png" onerror="window.pwned = 1">',
  '![a picture](https://evil.example/picture.png)',
  '[a link](javascript:window.pwned=1)',
  '[another](data:text/html,<script>window.pwned=1</script>)',
  '<a href="javascript:window.pwned=1">html</a>',
  '[an honest one](https://example.org/page)',
  'The end of it.',
].join('\n\n')

it('[LOOK-3] hostile Markdown, names and titles run nothing and load nothing', async ({
  banyan,
  visitAs,
  ana,
}) => {
  await ana.call('POST', '/api/auth/update-user', { name: '<img src=x onerror="window.pwned=1">' })
  const id = await ana.newConversation('<svg onload="window.pwned=1">')
  const bot = await ana.call<{ id: PrincipalId; token: string }>('POST', '/api/bots', { name: '<b>Bot</b>' })
  await ana.share(id, [{ subject: { kind: 'person', id: bot.id }, level: 'collaborate' }])
  const peer = stockPeer(banyan.url, conversationRoom(id), { authorization: `Bearer ${bot.token}` })
  await peer.synced
  addReply(
    peer.doc,
    {
      id: 'hostile-1',
      author: bot.id,
      role: 'assistant',
      parentId: null,
      branchId: MAIN_BRANCH,
      createdAt: 1,
    },
    HOSTILE,
  )
  const { page, complaints } = await visitAs(ana)
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await openConversation(page, banyan.url, id)
  await seen(message(page, 'The end of it.'))
  const entry = page.locator('article[data-message-id="hostile-1"]')
  expect(await entry.textContent()).toContain('<script>window.pwned = 1</script>')
  expect(await entry.locator('img, script, svg[onload], iframe').count()).toBe(0)
  const links = await entry
    .locator('a[href]')
    .evaluateAll((all) => all.map((link) => [link.getAttribute('href'), link.getAttribute('rel')]))
  expect(links.some(([href]) => href === 'https://example.org/page')).toBe(true)
  for (const [href, rel] of links) {
    expect(href).toMatch(/^(https?:|mailto:)/)
    expect(rel).toContain('noopener')
  }
  expect(await page.evaluate(() => 'pwned' in window)).toBe(false)
  expect(asked.filter((url) => !url.startsWith(banyan.url) && !/^(blob|data|ws):/.test(url))).toEqual([])
  expect(complaints).toEqual([])
  peer.destroy()
})
