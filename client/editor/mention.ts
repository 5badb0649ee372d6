/** Naming somebody in a text: `@`, the beginning of a name, and a list to choose from with the keys. */
import { Mention as MentionNode } from '@tiptap/extension-mention'
import type { Node } from '@tiptap/react'
import type { SuggestionProps } from '@tiptap/suggestion'
import type { AvatarPerson } from '../design/index.ts'
import { createStore, type ReadableStore } from '../sync/store.ts'

/** The list while it is open. */
export interface MentionList {
  readonly people: readonly AvatarPerson[]
  readonly active: number
  /** Where the `@` stands on the screen. */
  readonly at: { readonly left: number; readonly top: number; readonly bottom: number }
  readonly choose: (index: number) => void
}

export interface MentionBoard {
  readonly list: ReadableStore<MentionList | undefined>
  readonly extension: Node
  /** The cursor has gone elsewhere. */
  readonly close: () => void
}

const MOST = 8

/** Whose names begin like this, word by word; as they came, which is by nearness. */
export const peopleLike = (people: readonly AvatarPerson[], query: string): readonly AvatarPerson[] => {
  const wanted = plain(query)
  return people
    .filter(
      ({ name }) =>
        plain(name)
          .split(/\s+/)
          .some((word) => word.startsWith(wanted)) || plain(name).startsWith(wanted),
    )
    .slice(0, MOST)
}

const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLocaleLowerCase()

export const createMentionBoard = (people: () => readonly AvatarPerson[]): MentionBoard => {
  const list = createStore<MentionList | undefined>(undefined)
  const show = (props: SuggestionProps<AvatarPerson, { id: string; label: string }>): void => {
    const rect = props.clientRect?.()
    if (props.items.length === 0 || rect === undefined || rect === null) {
      list.set(undefined)
      return
    }
    list.set({
      people: props.items,
      active: Math.min(list.get()?.active ?? 0, props.items.length - 1),
      at: { left: rect.left, top: rect.top, bottom: rect.bottom },
      choose: (index) => {
        const person = props.items[index]
        if (person !== undefined) props.command({ id: person.id, label: person.name })
      },
    })
  }
  const move = (open: MentionList, step: number): void =>
    list.set({ ...open, active: (open.active + step + open.people.length) % open.people.length })
  return {
    list,
    close: () => list.set(undefined),
    extension: MentionNode.extend({
      // Before Enter sends: it chooses here.
      priority: 1100,
    }).configure({
      HTMLAttributes: { dir: 'auto' },
      suggestion: {
        char: '@',
        items: ({ query }: { readonly query: string }) => [...peopleLike(people(), query)],
        // A draft that comes from another device is not being typed here.
        shouldShow: ({ editor }) => editor.isFocused,
        allow: ({ editor }) => !editor.isActive('codeBlock') && !editor.isActive('code'),
        render: () => ({
          onStart: show,
          onUpdate: show,
          onExit: () => list.set(undefined),
          onKeyDown: ({ event }) => {
            const open = list.get()
            if (open === undefined || event.isComposing) return false
            switch (event.key) {
              case 'ArrowDown':
                move(open, 1)
                return true
              case 'ArrowUp':
                move(open, -1)
                return true
              case 'Enter':
              case 'Tab':
                open.choose(open.active)
                return true
              case 'Escape':
                list.set(undefined)
                return true
              default:
                return false
            }
          },
        }),
      },
    }),
  }
}
