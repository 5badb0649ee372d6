/** Replies of a real model over real HTTP: picked, streamed, stopped, failed and asked for again. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ConversationId } from '../../shared/ids.ts'
import { accessibilityProblems } from '../helpers/axe.ts'
import { startBanyan, type TestBanyan, type TestPerson, until } from '../helpers/banyan.ts'
import { launchBrowser, type Visitor, visit } from '../helpers/browser.ts'
import { type ModelServer, startModelServer } from '../helpers/model-server.ts'
import { act, message, openConversation, pager, quiet, replies, seen, send } from '../helpers/pages.ts'

let models: ModelServer
let banyan: TestBanyan
let browser: Browser
let ana: TestPerson
let ben: TestPerson
let anas: Visitor['page']
let bens: Visitor['page']

beforeAll(async () => {
  models = await startModelServer()
  models.models = [{ id: 'oak' }, { id: 'fig' }]
  banyan = await startBanyan({
    environment: { OPENAI_COMPATIBLE_URL: models.url, OPENAI_COMPATIBLE_NAME: 'Grove' },
  })
  browser = await launchBrowser()
  ana = await banyan.found('Ana')
  ben = await banyan.join(ana, 'Ben')
  anas = (await visit(browser, banyan.url, ana)).page
  bens = (await visit(browser, banyan.url, ben)).page
})
afterAll(async () => {
  await browser?.close()
  await banyan?.close()
  await models?.close()
})

const together = async (title: string): Promise<ConversationId> => {
  const id = await ana.newConversation(title)
  await ana.share(id, [{ subject: { kind: 'organization' }, level: 'collaborate' }])
  await Promise.all([anas, bens].map((page) => openConversation(page, banyan.url, id)))
  return id
}

const prompts = (): string[] => models.requests.map(({ body }) => JSON.stringify(body.messages))

it('[E1] [B3] a model picked by one stands in the header for everybody, and is the one that is asked', async () => {
  await together('Picking a model')
  await anas
    .getByRole('button', { name: /^Model:/ })
    .first()
    .click()
  await anas
    .getByRole('menuitemradio', { name: /fig/ })
    .or(anas.getByRole('menuitem', { name: /fig/ }))
    .click()
  await seen(bens.getByRole('button', { name: /Model: fig/ }))
  models.script({ kind: 'stream', pieces: ['Figs ', 'are ', 'fruit.'] })
  await send(bens, 'What are you made of?')
  await seen(message(anas, 'Figs are fruit.'))
  expect(models.requests.at(-1)?.body.model).toBe('fig')
})

it('[A8] [E2] a collaborator stops somebody else’s reply: the text stays, and everybody sees who did', async () => {
  await together('Stopping')
  models.script({ kind: 'stall', pieces: ['It begins well', ' and then'] })
  await send(anas, 'Tell me a long story')
  await seen(message(bens, 'It begins well and then'))
  await bens.getByRole('button', { name: 'Stop', exact: true }).first().click()
  await models.clientGone()
  await seen(anas.getByText('Stopped by Ben.'))
  await seen(message(anas, 'It begins well and then'))
})

it('[E2] a model that breaks off leaves its text, says so on the message, and Retry asks again', async () => {
  await together('Breaking off')
  models.script(
    { kind: 'cut', pieces: ['The first half'] },
    { kind: 'stream', pieces: ['The whole answer.'] },
  )
  await send(anas, 'Both halves, please')
  const note = anas.getByRole('alert').filter({ has: anas.getByRole('button', { name: 'Retry' }) })
  await seen(note)
  await seen(message(bens, 'The first half'))
  expect(((await note.textContent()) ?? '').length).toBeGreaterThan(30)
  await note.getByRole('button', { name: 'Retry' }).click()
  await seen(message(anas, 'The whole answer.'))
  await quiet(anas)
  expect(await pager(anas).last().textContent()).toContain('2/2')
})

it('[E2] a key that is refused is told in words that help, without the key', async () => {
  await together('Refused')
  models.script({ kind: 'status', status: 401, message: 'bad key sk-secret' })
  await send(anas, 'Are you there?')
  const note = anas.getByRole('alert').filter({ has: anas.getByRole('button', { name: 'Retry' }) })
  await seen(note)
  expect(await note.textContent()).not.toContain('sk-secret')
  expect(await note.textContent()).toMatch(/key/i)
})

it('[C1] [C5] a branch shares what stands above it and nothing of its siblings, to the model too', async () => {
  await together('Apart')
  models.script({ kind: 'stream', pieces: ['Noted.'] })
  await send(anas, 'The trunk of it')
  await seen(replies(anas))
  await quiet(anas)
  await send(anas, 'Only in the main branch')
  await until('it is answered', async () => (await replies(anas).count()) === 2)
  await quiet(anas)
  await seen(message(bens, 'Only in the main branch'))
  await quiet(bens)
  await act(replies(bens).first(), 'Branch from here')
  const before = models.requests.length
  await send(bens, 'Only in the side branch')
  await until('the model was asked', () => models.requests.length > before)
  const prompt = prompts().at(-1) ?? ''
  expect(prompt).toContain('The trunk of it')
  expect(prompt).toContain('Only in the side branch')
  expect(prompt).not.toContain('Only in the main branch')
})

it('[C3] another reply can come from another model, and the pager says which', async () => {
  await together('Two models')
  models.script({ kind: 'stream', pieces: ['An answer of the oak.'] })
  await send(anas, 'Who are you?')
  await seen(replies(anas))
  await quiet(anas)
  models.script({ kind: 'stream', pieces: ['An answer of the fig.'] })
  await act(replies(anas).first(), 'More')
  await anas.getByRole('menuitem', { name: /^fig/ }).click()
  await seen(message(anas, 'An answer of the fig.'))
  expect(models.requests.at(-1)?.body.model).toBe('fig')
  await quiet(anas)
  await pager(anas)
    .last()
    .getByRole('button', { name: /Way 2 of 2/ })
    .hover()
  await seen(anas.getByText(/fig ·|· fig/))
})

it('[E7] what a model thinks is folded above its answer, live; it is not copied and goes to no model again', async () => {
  await together('Thinking aloud')
  await anas.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  const answering = Promise.withResolvers<void>()
  models.script({
    kind: 'stream',
    thoughts: ['Two and two. ', 'That is **four**, secretly.'],
    pieces: ['Four', '.'],
    beforePieces: () => answering.promise,
  })
  await send(anas, 'Two and two?')
  const live = replies(bens).getByText('Thinking', { exact: true })
  await seen(live)
  await live.click()
  await seen(replies(bens).getByText('secretly'))
  expect(await replies(anas).getByText('secretly').count()).toBe(0)
  answering.resolve()
  await seen(replies(anas).getByText('Four.', { exact: true }))
  await quiet(anas)
  await seen(replies(anas).getByText('Thought for a while'))
  // It stays open for who has opened it.
  expect(await replies(bens).getByText('secretly').isVisible()).toBe(true)
  expect(await accessibilityProblems(bens, 'article[data-role="assistant"]')).toEqual([])

  await act(replies(anas), 'Copy')
  await until(
    'it is copied',
    async () => (await anas.evaluate(() => navigator.clipboard.readText())) === 'Four.',
  )
  models.script({ kind: 'stream', pieces: ['Seven.'] })
  await send(anas, 'And three?')
  await seen(message(anas, 'Seven.'))
  expect(prompts().at(-1)).toContain('Four.')
  expect(prompts().at(-1)).not.toContain('secretly')
})
