import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { bodyToMarkdown } from '../../shared/document/index.ts'
import {
  appended,
  type EditorJson,
  fragmentToNodes,
  isBlank,
  nodesToJson,
  titleFrom,
  writeRichText,
} from './rich-text.ts'

const written = (json: EditorJson): Y.XmlFragment => {
  const fragment = new Y.Doc().getXmlFragment('body')
  writeRichText(json)(fragment)
  return fragment
}
const text = (value: string, ...marks: EditorJson[]): EditorJson => ({ type: 'text', text: value, marks })
const paragraph = (...content: EditorJson[]): EditorJson => ({ type: 'paragraph', content })
const doc = (...content: EditorJson[]): EditorJson => ({ type: 'doc', content })

describe('[CLIENT-5] a person’s text', () => {
  it('[CLIENT-5] is written as the editor has it', () => {
    const body = written(
      doc(
        { type: 'heading', attrs: { level: 2 }, content: [text('Plan')] },
        paragraph(
          text('with '),
          text('bold', { type: 'bold' }),
          text(' and '),
          text('a link', {
            type: 'link',
            attrs: { href: 'https://example.org/', target: '_blank', class: null },
          }),
        ),
        { type: 'bulletList', content: [{ type: 'listItem', content: [paragraph(text('one'))] }] },
        { type: 'codeBlock', attrs: { language: null }, content: [text('a = 1')] },
      ),
    )
    expect(bodyToMarkdown(body)).toBe(
      '## Plan\n\nwith **bold** and [a link](https://example.org/)\n\n- one\n\n```\na = 1\n```',
    )
  })

  it('[CLIENT-5] keeps only attributes of the schema', () => {
    const link = written(
      doc(paragraph(text('x', { type: 'link', attrs: { href: 'https://a.example/', onclick: 'x' } }))),
    )
    expect(fragmentToNodes(link)).toEqual([
      {
        kind: 'element',
        name: 'paragraph',
        attributes: {},
        children: [
          { kind: 'text', text: 'x', marks: [{ name: 'link', attributes: { href: 'https://a.example/' } }] },
        ],
      },
    ])
  })

  it('[CLIENT-5] loses a link that may not be followed, and keeps its words', () => {
    const body = written(
      doc(paragraph(text('press', { type: 'link', attrs: { href: 'javascript:alert(1)' } }))),
    )
    expect(bodyToMarkdown(body)).toBe('press')
  })

  it('[CLIENT-5] sends no empty paragraphs at the end', () => {
    expect(bodyToMarkdown(written(doc(paragraph(text('a')), paragraph(), paragraph())))).toBe('a')
  })

  it('[CLIENT-5] reads what the schema does not know as its content', () => {
    const fragment = new Y.Doc().getXmlFragment('body')
    const script = new Y.XmlElement('script')
    const inner = new Y.XmlElement('paragraph')
    inner.insert(0, [new Y.XmlText('words')])
    script.insert(0, [inner])
    fragment.insert(0, [script])
    expect(fragmentToNodes(fragment)).toEqual([
      {
        kind: 'element',
        name: 'paragraph',
        attributes: {},
        children: [{ kind: 'text', text: 'words', marks: [] }],
      },
    ])
  })

  it('[CLIENT-5] comes back into the editor as it was', () => {
    const json = doc(paragraph(text('a'), { type: 'hardBreak' }, text('b', { type: 'italic' })))
    expect(bodyToMarkdown(written(nodesToJson(fragmentToNodes(written(json)))))).toBe('a\n*b*')
  })

  it('[CLIENT-5] is blank where nothing was written', () => {
    expect(isBlank(doc(paragraph(), paragraph(text('  '))))).toBe(true)
    expect(isBlank(doc({ type: 'horizontalRule' }))).toBe(false)
    expect(isBlank(doc(paragraph(text('a'))))).toBe(false)
  })

  it('[B7] is added to what stands there already, of which nothing is lost', () => {
    const addition = doc(paragraph(text('Shorter', { type: 'bold' })), paragraph(text('please')))
    expect(appended(undefined, addition)).toEqual(addition)
    expect(appended(doc(paragraph()), addition)).toEqual(addition)
    expect(appended(doc(paragraph(text('My own words')), paragraph()), addition)).toEqual(
      doc(paragraph(text('My own words')), ...(addition.content ?? [])),
    )
  })
})

describe('[CLIENT-6] a title out of the first words', () => {
  it('[CLIENT-6] is the text where it is short', () => {
    expect(titleFrom('  Where shall\nwe meet? ')).toBe('Where shall we meet?')
  })

  it('[CLIENT-6] ends at a word and never within a character', () => {
    expect(titleFrom('word '.repeat(30))).toBe(`${'word '.repeat(12).trimEnd()}…`)
    expect(titleFrom('🌳'.repeat(60))).toBe(`${'🌳'.repeat(30)}…`)
  })
})
