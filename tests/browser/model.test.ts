/** Replies of a real model over real HTTP: picked, streamed, stopped, failed and asked for again. */
import { expect } from 'vitest'
import { accessibilityProblems } from '../helpers/axe.ts'
import { until } from '../helpers/banyan.ts'
import type { ModelServer } from '../helpers/model-server.ts'
import { act, message, pager, quiet, replies, seen, send } from '../helpers/pages.ts'
import { twoPeople } from '../helpers/two-people.ts'

const it = twoPeople({ models: ['oak', 'fig'] })

const prompts = (models: ModelServer): string[] =>
  models.requests.map(({ body }) => JSON.stringify(body.messages))

it('[E1] [B3] a model picked by one stands in the header for everybody, and is the one that is asked', async ({
  models,
  anas,
  bens,
  together,
}) => {
  await together('Picking a model')
  await anas.page
    .getByRole('button', { name: /^Model:/ })
    .first()
    .click()
  await anas.page
    .getByRole('menuitemradio', { name: /fig/ })
    .or(anas.page.getByRole('menuitem', { name: /fig/ }))
    .click()
  await seen(bens.page.getByRole('button', { name: /Model: fig/ }))
  models.script({ kind: 'stream', pieces: ['Figs ', 'are ', 'fruit.'] })
  await send(bens.page, 'What are you made of?')
  await seen(message(anas.page, 'Figs are fruit.'))
  expect(models.requests.at(-1)?.body.model).toBe('fig')
})

it('[A8] [E2] a collaborator stops somebody else’s reply: the text stays, and everybody sees who did', async ({
  models,
  anas,
  bens,
  together,
}) => {
  await together('Stopping')
  models.script({ kind: 'stall', pieces: ['It begins well', ' and then'] })
  await send(anas.page, 'Tell me a long story')
  await seen(message(bens.page, 'It begins well and then'))
  await bens.page.getByRole('button', { name: 'Stop', exact: true }).first().click()
  await models.clientGone()
  await seen(anas.page.getByText('Stopped by Ben.'))
  await seen(message(anas.page, 'It begins well and then'))
})

it('[E2] a model that breaks off leaves its text, says so on the message, and Retry asks again', async ({
  models,
  anas,
  bens,
  together,
}) => {
  await together('Breaking off')
  models.script(
    { kind: 'cut', pieces: ['The first half'] },
    { kind: 'stream', pieces: ['The whole answer.'] },
  )
  await send(anas.page, 'Both halves, please')
  const note = anas.page.getByRole('alert').filter({ has: anas.page.getByRole('button', { name: 'Retry' }) })
  await seen(note)
  await seen(message(bens.page, 'The first half'))
  expect(((await note.textContent()) ?? '').length).toBeGreaterThan(30)
  await note.getByRole('button', { name: 'Retry' }).click()
  await seen(message(anas.page, 'The whole answer.'))
  await quiet(anas.page)
  expect(await pager(anas.page).last().textContent()).toContain('2/2')
})

it('[E2] a key that is refused is told in words that help, without the key', async ({
  models,
  anas,
  together,
}) => {
  await together('Refused')
  models.script({ kind: 'status', status: 401, message: 'bad key sk-secret' })
  await send(anas.page, 'Are you there?')
  const note = anas.page.getByRole('alert').filter({ has: anas.page.getByRole('button', { name: 'Retry' }) })
  await seen(note)
  expect(await note.textContent()).not.toContain('sk-secret')
  expect(await note.textContent()).toMatch(/key/i)
})

it('[C1] [C5] a branch shares what stands above it and nothing of its siblings, to the model too', async ({
  models,
  anas,
  bens,
  together,
}) => {
  await together('Apart')
  models.script({ kind: 'stream', pieces: ['Noted.'] })
  await send(anas.page, 'The trunk of it')
  await seen(replies(anas.page))
  await quiet(anas.page)
  await send(anas.page, 'Only in the main branch')
  await until('it is answered', async () => (await replies(anas.page).count()) === 2)
  await quiet(anas.page)
  await seen(message(bens.page, 'Only in the main branch'))
  await quiet(bens.page)
  await act(replies(bens.page).first(), 'Branch from here')
  const before = models.requests.length
  await send(bens.page, 'Only in the side branch')
  await until('the model was asked', () => models.requests.length > before)
  const prompt = prompts(models).at(-1) ?? ''
  expect(prompt).toContain('The trunk of it')
  expect(prompt).toContain('Only in the side branch')
  expect(prompt).not.toContain('Only in the main branch')
})

it('[C3] another reply can come from another model, and the pager says which', async ({
  models,
  anas,
  together,
}) => {
  await together('Two models')
  models.script({ kind: 'stream', pieces: ['An answer of the oak.'] })
  await send(anas.page, 'Who are you?')
  await seen(replies(anas.page))
  await quiet(anas.page)
  models.script({ kind: 'stream', pieces: ['An answer of the fig.'] })
  await act(replies(anas.page).first(), 'More')
  await anas.page.getByRole('menuitem', { name: /^fig/ }).click()
  await seen(message(anas.page, 'An answer of the fig.'))
  expect(models.requests.at(-1)?.body.model).toBe('fig')
  await quiet(anas.page)
  await pager(anas.page)
    .last()
    .getByRole('button', { name: /Way 2 of 2/ })
    .hover()
  await seen(anas.page.getByText(/fig ·|· fig/))
})

it('[E7] what a model thinks is folded above its answer, live; it is not copied and goes to no model again', async ({
  models,
  anas,
  bens,
  together,
}) => {
  await together('Thinking aloud')
  await anas.context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const answering = Promise.withResolvers<void>()
  models.script({
    kind: 'stream',
    thoughts: ['Two and two. ', 'That is **four**, secretly.'],
    pieces: ['Four', '.'],
    beforePieces: () => answering.promise,
  })
  await send(anas.page, 'Two and two?')
  const live = replies(bens.page).getByText('Thinking', { exact: true })
  await seen(live)
  await live.click()
  await seen(replies(bens.page).getByText('secretly'))
  expect(await replies(anas.page).getByText('secretly').count()).toBe(0)
  answering.resolve()
  await seen(replies(anas.page).getByText('Four.', { exact: true }))
  await quiet(anas.page)
  await seen(replies(anas.page).getByText('Thought for a while'))
  // It stays open for who has opened it.
  expect(await replies(bens.page).getByText('secretly').isVisible()).toBe(true)
  expect(await accessibilityProblems(bens.page, 'article[data-role="assistant"]')).toEqual([])

  await act(replies(anas.page), 'Copy')
  await until(
    'it is copied',
    async () => (await anas.page.evaluate(() => navigator.clipboard.readText())) === 'Four.',
  )
  models.script({ kind: 'stream', pieces: ['Seven.'] })
  await send(anas.page, 'And three?')
  await seen(message(anas.page, 'Seven.'))
  expect(prompts(models).at(-1)).toContain('Four.')
  expect(prompts(models).at(-1)).not.toContain('secretly')
})
