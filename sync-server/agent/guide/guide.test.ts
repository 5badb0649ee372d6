import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../clock.ts'
import type { ModelMessage } from '../model.ts'
import { createGuide } from './guide.ts'
import { readManual, sectionsOf } from './manual.ts'
import { createRetrieval } from './retrieval.ts'

const sections = readManual(resolve(import.meta.dirname, '../../../docs/manual'))
const guide = createGuide({ sections, clock: { ...systemClock, after: instantly } })

/** Runs a task in the next turn, whatever time it asked for. */
function instantly(_milliseconds: number, task: () => void): () => void {
  const turn = setImmediate(task)
  return () => clearImmediate(turn)
}

const pieces = async (
  messages: readonly ModelMessage[],
  signal = new AbortController().signal,
): Promise<string[]> => {
  const texts: string[] = []
  for await (const part of guide.stream({ system: undefined, messages }, signal)) {
    if (part.type === 'text') texts.push(part.text)
  }
  return texts
}
const answer = async (question: string): Promise<string> =>
  (await pieces([{ role: 'user', text: question }])).join('')

describe('the guide', () => {
  it.each([
    ['How do I share a conversation?', 'Sharing › Share a conversation'],
    ['share with a group', 'Sharing › Share with a group'],
    ['What is a branch?', 'Branches › What is a branch?'],
    ['How do branches work?', 'Branches › How do branches work?'],
    ['how can i edit my message', 'Branches › Edit a message'],
    ['What works offline?', 'Working offline › What works without a network'],
    ['How do I connect a model?', 'Models › How do I connect a model?'],
    ['can I use ollama', 'Models › Local models: Ollama, LM Studio, llama.cpp, vLLM'],
    ['Where do I put my OpenAI key?', 'Models › Providers and keys'],
    ['keyboard shortcuts', 'Keyboard › Shortcuts'],
    ['How do I make a bot?', 'Bots › Make a bot'],
    ['How do I invite somebody?', 'Administration › Invite somebody'],
    ['Can admins read my conversations?', 'Administration › What admins can see'],
    ['who can read my conversations', 'What is private › Who can read my conversations?'],
    ['How do I stop a reply?', 'Replies by the AI › Stop a reply'],
    ['what does view only mean', 'Sharing › Levels: view and collaborate'],
    ['regenerate', 'Branches › Regenerate: ask for another reply'],
    ['what are you? the guide?', 'Models › The guide'],
    ['delete a conversation', 'First steps › Delete a conversation'],
  ])('[GUIDE-1] answers "%s" from the manual and says where it stands', async (question, place) => {
    expect(await answer(question)).toContain(`under **${place}**`)
  })

  it('[GUIDE-1] quotes the section as it stands', async () => {
    const section = sections.find(({ heading }) => heading === 'Remove a bot')
    const said = await answer('remove a bot')
    for (const line of section?.text.split('\n') ?? ['no such section'])
      expect(said).toContain(`> ${line}`.trimEnd())
  })

  it.each([
    'What is the capital of France?',
    'Write a poem about autumn leaves',
    'xyzzy',
    '???',
    'Berechne 17 mal 23',
  ])(
    '[GUIDE-2] says honestly that the manual has nothing on "%s", and how to connect a model',
    async (question) => {
      const said = await answer(question)
      expect(said).toContain('I found nothing about that in the manual')
      expect(said).toContain('not a language model')
      expect(said).toContain('OPENAI_API_KEY')
    },
  )

  it.each(['Hi', 'hello there!', 'Good morning, everybody', 'help', ' '])(
    '[GUIDE-3] greets on "%s" and says what it is',
    async (greeting) => {
      const said = await answer(greeting)
      expect(said).toContain('Hello, I am the guide. I am not a language model')
      expect(said).toContain('**Sharing**')
    },
  )

  it('[SEC-10] a question that is a book, or a word that is one, is answered as any other', async () => {
    expect(await answer('a'.repeat(500_000))).not.toBe('')
    expect(await answer(`Remove a bot ${'a'.repeat(500_000)}`)).toContain('bot')
    const words = Array.from({ length: 60_000 }, (_, index) => `word${index}`)
    expect(await answer(words.join(' '))).not.toBe('')
  })

  it('[GUIDE-3] says what it is with its first answer, and not with each', async () => {
    const question = { role: 'user', text: 'How do I share a conversation?' } as const
    expect((await pieces([question])).join('')).toContain('not a language model')
    const later = await pieces([question, { role: 'assistant', text: 'So.' }, question])
    expect(later.join('')).not.toContain('not a language model')
  })

  it('[GUIDE-4] streams in small pieces and ends when it is stopped', async () => {
    const all = await pieces([{ role: 'user', text: 'What is a branch?' }])
    expect(all.length).toBeGreaterThan(20)
    expect(Math.max(...all.map((piece) => piece.length))).toBeLessThan(60)
    const stop = new AbortController()
    let count = 0
    for await (const part of guide.stream(
      { system: undefined, messages: [{ role: 'user', text: 'What is a branch?' }] },
      stop.signal,
    )) {
      expect(part.type).toBe('text')
      if (++count === 3) stop.abort()
    }
    expect(count).toBe(3)
  })

  it('[GUIDE-5] is labelled as what it is', () => {
    expect(guide).toMatchObject({ id: 'guide/manual', kind: 'guide' })
    expect(guide.name).toContain('not a language model')
  })
})

describe('the manual', () => {
  it('[GUIDE-6] is read by its headings, and headings in code are code', () => {
    const read = sectionsOf(
      'page.md',
      '# Page\n\nBefore.\n\n## One\n\nText\n\n```sh\n## not a heading\n```\n\n## Empty\n\n## Two\n\nMore',
    )
    expect(read.map(({ page, heading, text }) => [page, heading, text])).toEqual([
      ['Page', 'Page', 'Before.'],
      ['Page', 'One', 'Text\n\n```sh\n## not a heading\n```'],
      ['Page', 'Two', 'More'],
    ])
  })

  it('[GUIDE-6] an empty one answers nothing and breaks nothing', () => {
    expect(createRetrieval([])('How do I share?')).toBeUndefined()
  })
})
