/** Text that is pasted without a form, such as code or a log: its lines stay lines, and what stands in fences is code. */

import { Fragment, type ResolvedPos, type Schema, Slice } from '@tiptap/pm/model'
import { Plugin } from '@tiptap/pm/state'
import { Extension } from '@tiptap/react'

export type PastedBlock =
  | { readonly kind: 'lines'; readonly lines: readonly string[] }
  | { readonly kind: 'code'; readonly language: string | null; readonly code: string }

const FENCE = /^(`{3,}|~{3,})[ \t]*([\w.+#-]*)[ \t]*$/

/** The paragraphs of a text, as empty lines part them, and its fenced code. */
export const pastedBlocks = (text: string): readonly PastedBlock[] => {
  const all = text.replace(/\r\n?/g, '\n').split('\n')
  const blocks: PastedBlock[] = []
  let lines: string[] = []
  const endLines = (): void => {
    if (lines.length > 0) blocks.push({ kind: 'lines', lines })
    lines = []
  }
  for (let at = 0; at < all.length; at++) {
    const line = all[at] ?? ''
    const [, fence, language = ''] = FENCE.exec(line) ?? []
    const end = fence === undefined ? -1 : all.findIndex((other, i) => i > at && other.trimEnd() === fence)
    if (end > at) {
      endLines()
      blocks.push({ kind: 'code', language: language || null, code: all.slice(at + 1, end).join('\n') })
      at = end
    } else if (line.trim() === '') endLines()
    else lines.push(line)
  }
  endLines()
  return blocks
}

export const plainPaste = (): Extension =>
  Extension.create({
    name: 'plainPaste',
    addProseMirrorPlugins: () => [
      new Plugin({
        props: {
          // Typed as if it always gave something; what it leaves alone ProseMirror takes line by line.
          clipboardTextParser: (text, context) => sliceOf(text, context) as Slice,
        },
      }),
    ],
  })

const sliceOf = (text: string, context: ResolvedPos): Slice | undefined => {
  const blocks = pastedBlocks(text)
  if (blocks.length === 0 || context.parent.type.name !== 'paragraph') return undefined
  const { schema } = context.doc.type
  const nodes = blocks.map((block) =>
    block.kind === 'code'
      ? schema.node(
          'codeBlock',
          { language: block.language },
          block.code === '' ? [] : schema.text(block.code),
        )
      : schema.node('paragraph', null, inline(schema, block.lines, context)),
  )
  const isOpen = (block: PastedBlock | undefined): number => (block?.kind === 'lines' ? 1 : 0)
  return new Slice(Fragment.from(nodes), isOpen(blocks[0]), isOpen(blocks.at(-1)))
}

const inline = (schema: Schema, lines: readonly string[], context: ResolvedPos) =>
  lines.flatMap((line, index) => [
    ...(index === 0 ? [] : [schema.node('hardBreak')]),
    schema.text(line, context.marks()),
  ])
