import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { bodyToMarkdown } from './text.ts'
import { fillWithText } from './write.ts'

type Content = string | Y.XmlElement | Y.XmlText

const element = (name: string, attributes: Record<string, unknown>, ...content: Content[]): Y.XmlElement => {
  const made = new Y.XmlElement(name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value as string)
  made.insert(
    0,
    content.map((item) => (typeof item === 'string' ? new Y.XmlText(item) : item)),
  )
  return made
}
const paragraph = (...content: Content[]): Y.XmlElement => element('paragraph', {}, ...content)

const marked = (...parts: readonly [string, Record<string, unknown>][]): Y.XmlText => {
  const text = new Y.XmlText()
  text.applyDelta(parts.map(([insert, attributes]) => ({ insert, attributes })))
  return text
}

const markdownOf = (...content: Y.XmlElement[]): string => {
  const body = new Y.Doc().getXmlFragment('body')
  body.insert(0, content)
  return bodyToMarkdown(body)
}

it('[TEXT-1] paragraphs, headings, breaks, quotes and rules become Markdown', () => {
  expect(
    markdownOf(
      element('heading', { level: 2 }, 'Plan'),
      paragraph('one', element('hardBreak', {}), 'two'),
      element('blockquote', {}, paragraph('said'), paragraph('more')),
      element('horizontalRule', {}),
    ),
  ).toBe('## Plan\n\none\ntwo\n\n> said\n>\n> more\n\n---')
})

it('[TEXT-1] an empty line between others stays one, at the end it is none', () => {
  expect(markdownOf(paragraph('one'), paragraph(), paragraph('two'), paragraph(), paragraph())).toBe(
    'one\n\n\n\ntwo',
  )
  expect(markdownOf(paragraph(), paragraph())).toBe('')
})

it('[TEXT-2] marks keep spaces outside, links keep their address', () => {
  expect(
    markdownOf(
      paragraph(
        marked(
          ['very ', {}],
          [' bold ', { bold: {} }],
          ['code', { code: {} }],
          [' ', {}],
          ['here', { 'link--abcdefgh': { href: 'https://example.org/' } }],
        ),
      ),
    ),
  ).toBe('very  **bold** `code` [here](https://example.org/)')
})

it('[TEXT-3] lists nest and count', () => {
  const item = (...content: Y.XmlElement[]): Y.XmlElement => element('listItem', {}, ...content)
  expect(
    markdownOf(
      element(
        'orderedList',
        { start: 3 },
        item(paragraph('three'), element('bulletList', {}, item(paragraph('inner')))),
        item(paragraph('four')),
      ),
    ),
  ).toBe('3. three\n   - inner\n4. four')
})

it('[TEXT-4] a fence is longer than any run of backticks inside it', () => {
  expect(markdownOf(element('codeBlock', { language: 'md' }, '```\nx\n```'))).toBe(
    '````md\n```\nx\n```\n````',
  )
})

it('[TEXT-5] unknown nodes give their text; plain text comes back as it went in', () => {
  expect(markdownOf(element('marquee', {}, paragraph('kept')))).toBe('kept')
  const body = new Y.Doc().getXmlFragment('body')
  fillWithText('one\ntwo\n\nthree')(body)
  expect(bodyToMarkdown(body)).toBe('one\ntwo\n\nthree')
  expect(bodyToMarkdown(undefined)).toBe('')
  expect(bodyToMarkdown(new Y.Doc().getText('t'))).toBe('')
})

it('[TEXT-6] a reply is its answer, without what its model thought before it', () => {
  const bodyOf = (text: string): Y.Text => {
    const body = new Y.Doc().getText('body')
    body.insert(0, text)
    return body
  }
  expect(bodyToMarkdown(bodyOf('<think>\nhm\n</think>\n\nFour.'))).toBe('Four.')
  expect(bodyToMarkdown(bodyOf('<think>\nstill at it'))).toBe('')
  expect(bodyToMarkdown(bodyOf('  Four, `<think>` said.'))).toBe('  Four, `<think>` said.')
  // What a person writes is theirs, marks and all.
  expect(markdownOf(paragraph('<think>no</think> Four.'))).toBe('<think>no</think> Four.')
})
