import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { bodyToMarkdown } from '../../shared/document/index.ts'
import { writeRichText } from '../editor/rich-text.ts'
import { markdownToRichText } from './card-text.ts'

const thereAndBack = (markdown: string): string => {
  const body = new Y.Doc().getXmlFragment('body')
  writeRichText(markdownToRichText(markdown))(body)
  return bodyToMarkdown(body).trim()
}

describe('a summary’s text', () => {
  it.each([
    ['paragraphs', 'We meet in the garden.\n\nAt **four**, not *five*.'],
    ['lists', '- bread\n- wine\n  - red'],
    ['numbers', '1. first\n2. second'],
    ['code', 'Run `make`:\n\n```sh\nmake all\n```'],
    ['headings and quotes', '## Decided\n\n> In the garden.'],
    ['links', 'See [the plan](https://example.org/plan).'],
  ])('[C8] keeps %s', (_name, markdown) => {
    expect(thereAndBack(markdown)).toBe(markdown)
  })

  it('[C8] makes no link of what is none', () => {
    expect(JSON.stringify(markdownToRichText('[here](javascript:alert(1))'))).not.toContain('"link"')
  })
})
