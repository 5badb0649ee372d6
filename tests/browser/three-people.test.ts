/** Three people side by side in real browsers: one asks, all see the reply; one may only read; rights change. */
import { expect } from 'vitest'
import * as Y from 'yjs'
import { addMessage, fillWithText } from '../../shared/document/index.ts'
import { MAIN_BRANCH } from '../../shared/ids.ts'
import { conversationRoom } from '../../shared/rooms.ts'
import { until } from '../helpers/banyan.ts'
import {
  act,
  composer,
  gone,
  message,
  pager,
  quiet,
  reading,
  replies,
  seen,
  send,
  sidebar,
  write,
} from '../helpers/pages.ts'
import { threePeople } from '../helpers/three-people.ts'

const it = threePeople()

it('[B1] [B2] one asks, and all three see the message and the reply as it is written', async ({
  pages,
  together,
}) => {
  await together('Asking together')
  const { ana, ben, vera } = pages
  const lengths: number[] = []
  await vera.page.exposeFunction('noteLength', (length: number) => void lengths.push(length))
  await vera.page.evaluate(() => {
    const note = (window as unknown as { noteLength: (length: number) => void }).noteLength
    new MutationObserver(() => {
      const reply = document.querySelector('article[data-role="assistant"]')
      if (reply !== null) note(reply.textContent?.length ?? 0)
    }).observe(document.body, { subtree: true, childList: true, characterData: true })
  })
  await send(ana.page, 'How do I share a conversation?')
  await Promise.all([ben, vera].map(({ page }) => seen(message(page, 'How do I share a conversation?'))))
  await Promise.all(Object.values(pages).map(({ page }) => seen(replies(page))))
  await Promise.all(Object.values(pages).map(({ page }) => quiet(page)))
  const texts = await Promise.all(Object.values(pages).map(({ page }) => reading(page)))
  expect(texts[0]?.[1]?.length).toBeGreaterThan(80)
  expect(texts[1]).toEqual(texts[0])
  expect(texts[2]).toEqual(texts[0])
  // Vera saw it grow, not appear.
  expect(new Set(lengths).size).toBeGreaterThan(3)
})

it('[A7] a viewer has nothing to write with, and what her page is made to send does not land', async ({
  people,
  pages,
  together,
}) => {
  const id = await together('Only to read')
  const { ana, vera } = pages
  await send(ana.page, 'Vera, please only read this')
  await seen(message(vera.page, 'Vera, please only read this'))
  await seen(vera.page.getByText('You can view this conversation.'))
  expect(await composer(vera.page).count()).toBe(0)
  expect(await vera.page.getByRole('button', { name: 'Edit', exact: true }).count()).toBe(0)

  // A changed client: a page of the same origin with her cookie that speaks the protocol and tries to write.
  const doc = new Y.Doc()
  addMessage(
    doc,
    {
      id: 'forged-message',
      author: people.vera.id,
      role: 'user',
      parentId: null,
      branchId: MAIN_BRANCH,
      createdAt: 1,
    },
    fillWithText('Vera was here'),
  )
  const update = [...Y.encodeStateAsUpdate(doc)]
  const code = await vera.page.evaluate(
    ({ room, bytes }) =>
      new Promise<number>((resolve) => {
        const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/sync/${room}`)
        socket.binaryType = 'arraybuffer'
        const frame = (): Uint8Array<ArrayBuffer> => {
          const length: number[] = []
          let rest = bytes.length
          while (rest > 127) {
            length.push(128 | (rest & 127))
            rest >>>= 7
          }
          return new Uint8Array([0, 2, ...length, rest, ...bytes])
        }
        socket.onopen = () => {
          socket.send(frame())
          socket.send(frame())
        }
        socket.onclose = (event) => resolve(event.code)
      }),
    { room: conversationRoom(id), bytes: update },
  )
  expect(code).toBe(4403)
  await send(ana.page, 'Still only mine')
  await seen(message(vera.page, 'Still only mine'))
  for (const { page } of Object.values(pages)) expect(await message(page, 'Vera was here').count()).toBe(0)
  const peer = people.ana.sync(conversationRoom(id))
  await peer.synced
  expect(JSON.stringify(peer.doc.getArray('messages').toJSON())).not.toContain('Vera was here')
  peer.destroy()
})

it('[C5] two branch from the same message at once, and neither is moved', async ({ pages, together }) => {
  await together('Two ways on')
  const { ana, ben, vera } = pages
  await send(ana.page, 'Where shall we meet?')
  for (const { page } of [ana, ben, vera]) {
    await seen(replies(page))
    await quiet(page)
  }
  await Promise.all(
    [ana, ben].map(async ({ page }) => {
      await act(message(page, 'Where shall we meet?'), 'Branch from here')
      await seen(page.getByText('A new branch begins here with what you send.'))
    }),
  )
  await Promise.all([send(ana.page, 'In the garden'), send(ben.page, 'By the river')])
  await seen(message(ana.page, 'In the garden'))
  await seen(message(ben.page, 'By the river'))
  // Each reads on along its own way; the viewer still reads the first.
  await until('all three ways are known to everybody', async () =>
    (await Promise.all([ana, ben, vera].map(({ page }) => pager(page).first().textContent()))).every((text) =>
      text?.includes('/3'),
    ),
  )
  expect(await message(ana.page, 'By the river').count()).toBe(0)
  expect(await message(ben.page, 'In the garden').count()).toBe(0)
  expect(await message(vera.page, 'In the garden').count()).toBe(0)
  await pager(vera.page).first().getByRole('button', { name: 'Next way' }).click()
  await pager(vera.page).first().getByRole('button', { name: 'Next way' }).click()
  await seen(message(vera.page, /In the garden|By the river/))
})

it('[D2] what is written without a network waits, arrives later, and is answered then', async ({
  banyan,
  pages,
  together,
}) => {
  await together('Off line')
  const { ana, ben } = pages
  await send(ana.page, 'Ben, are you on the train?')
  await seen(message(ben.page, 'Ben, are you on the train?'))
  await quiet(ben.page)
  await banyan.stop()
  await send(ben.page, 'Yes, and there is no signal')
  const waiting = message(ben.page, 'Yes, and there is no signal')
  await seen(waiting)
  await seen(ben.page.getByText(/Saved on this device\. Will sync/))
  await seen(ben.page.getByText('Waiting for connection.'))
  expect(await waiting.getAttribute('data-waiting')).toBe('true')
  // A reload off line shows it again, from this device.
  await banyan.start()
  await seen(message(ana.page, 'Yes, and there is no signal'))
  await until('it no longer waits', async () => (await waiting.getAttribute('data-waiting')) === null)
  await until('it was answered', async () => (await replies(ana.page).count()) >= 2)
  await quiet(ana.page)
  expect(await reading(ben.page)).toEqual(await reading(ana.page))
})

it('[A10] [A11] access taken away ends it on the open page, the copy goes, and what was written stays', async ({
  people,
  pages,
  together,
}) => {
  const id = await together('Soon private')
  const { ana, ben, vera } = pages
  await send(ben.page, 'This was mine')
  await seen(message(vera.page, 'This was mine'))
  await write(ben.page, 'Half a sent')
  await people.ana.share(id, [{ subject: { kind: 'person', id: people.ben.id }, level: 'view' }])
  await gone(composer(ben.page))
  await seen(ben.page.getByText('You can view this conversation.'))
  await people.ana.share(id, [{ subject: { kind: 'person', id: people.ben.id }, level: 'none' }])
  await seen(ben.page.getByText('You no longer have access to “Soon private”'))
  await gone(sidebar(ben.page).getByRole('link', { name: /Soon private/ }))
  expect(await message(ben.page, 'This was mine').count()).toBe(0)
  const databases = await untilWanted(
    () => ben.page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? '')),
    (names) => !names.some((name) => name.includes(id)),
  )
  expect(databases.some((name) => name.includes(id))).toBe(false)
  await seen(message(ana.page, 'This was mine'))
  await people.ana.share(id, [{ subject: { kind: 'person', id: people.ben.id }, level: 'collaborate' }])
  await seen(message(ben.page, 'This was mine'))
})

/** Asks until the answer is as wanted, and gives the last one. */
const untilWanted = async <Answer>(
  ask: () => Promise<Answer>,
  isWanted: (answer: Answer) => boolean,
): Promise<Answer> => {
  let answer = await ask()
  await until('the answer is as wanted', async () => isWanted((answer = await ask())))
  return answer
}

it('[D4] work written off line and refused after a change of rights is kept on the shelf', async ({
  people,
  pages,
  together,
}) => {
  const id = await together('Shelved')
  const { ana, ben } = pages
  await send(ana.page, 'The plan so far')
  await seen(message(ben.page, 'The plan so far'))
  await quiet(ben.page)
  await ben.context.setOffline(true)
  await ben.page.evaluate(() => window.dispatchEvent(new Event('offline')))
  await send(ben.page, 'My careful addition')
  await seen(message(ben.page, 'My careful addition'))
  await people.ana.share(id, [{ subject: { kind: 'person', id: people.ben.id }, level: 'view' }])
  await ben.context.setOffline(false)
  const shelf = ben.page.getByRole('region', { name: 'Your shelf' })
  await seen(shelf)
  expect(await shelf.textContent()).toContain('My careful addition')
  await gone(ben.page.locator('article').filter({ hasText: 'My careful addition' }))
  await shelf.getByRole('button', { name: 'Keep as my own conversation' }).click()
  await seen(message(ben.page, 'My careful addition'))
  expect(await message(ana.page, 'My careful addition').count()).toBe(0)
})
