/**
 * A message's text for React. Each body is followed by itself, so that a token costs the same in a conversation of
 * any length; changes within one frame are drawn once.
 */
import { useCallback, useSyncExternalStore } from 'react'
import * as Y from 'yjs'
import { bodyToMarkdown } from '../../shared/document/index.ts'
import type { ReadableStore } from './store.ts'

/** All of a reply's text, with what its model thought before it answered. */
export const useBodyText = (body: Y.Text): string => {
  const store = textStore(body)
  return useSyncExternalStore(store.subscribe, store.get)
}

/** Whether there is any text yet, besides thoughts; rendered anew only when that changes. */
export const useHasText = (body: Y.Text | Y.XmlFragment | undefined): boolean =>
  useSyncExternalStore(
    useCallback(
      (listener: () => void) => {
        body?.observe(listener)
        return () => body?.unobserve(listener)
      },
      [body],
    ),
    () => hasText(body),
  )

/** Bodies that have text keep it: a long answer is not read again for this with each of its words. */
const withText = new WeakSet<Y.Text>()

const hasText = (body: Y.Text | Y.XmlFragment | undefined): boolean => {
  if (body === undefined || body.length === 0) return false
  if (!(body instanceof Y.Text) || withText.has(body)) return true
  if (bodyToMarkdown(body) === '') return false
  withText.add(body)
  return true
}

/** A number that grows with each change of the fragment, to be read with it. */
export const useFragmentVersion = (fragment: Y.XmlFragment): number => {
  const store = versionStore(fragment)
  return useSyncExternalStore(store.subscribe, store.get)
}

const bodyStore = <Value>(
  compute: () => Value,
  observe: (listener: () => void) => () => void,
): ReadableStore<Value> => {
  const listeners = new Set<() => void>()
  let known: { readonly value: Value } | undefined
  let stop: (() => void) | undefined
  let frame: number | undefined

  const tell = (): void => {
    frame = undefined
    known = undefined
    for (const listener of [...listeners]) listener()
  }
  const onChange = (): void => {
    // A page in the background gets no frames, and draws nothing that could be too much.
    if (document.visibilityState === 'hidden') tell()
    else frame ??= requestAnimationFrame(tell)
  }

  return {
    get: () => {
      // Without a listener nobody says when it changes.
      if (stop === undefined) return compute()
      known ??= { value: compute() }
      return known.value
    },
    subscribe: (listener) => {
      listeners.add(listener)
      stop ??= observe(onChange)
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        stop?.()
        stop = undefined
        known = undefined
        if (frame !== undefined) cancelAnimationFrame(frame)
        frame = undefined
      }
    },
  }
}

const texts = new WeakMap<Y.Text, ReadableStore<string>>()

const textStore = (body: Y.Text): ReadableStore<string> => {
  const known = texts.get(body)
  if (known !== undefined) return known
  const store = bodyStore(
    () => body.toJSON(),
    (listener) => {
      body.observe(listener)
      return () => body.unobserve(listener)
    },
  )
  texts.set(body, store)
  return store
}

const versions = new WeakMap<Y.XmlFragment, ReadableStore<number>>()

const versionStore = (fragment: Y.XmlFragment): ReadableStore<number> => {
  const known = versions.get(fragment)
  if (known !== undefined) return known
  let version = 0
  const store = bodyStore(
    () => version,
    (listener) => {
      const onChange = (): void => {
        version++
        listener()
      }
      fragment.observeDeep(onChange)
      return () => fragment.unobserveDeep(onChange)
    },
  )
  versions.set(fragment, store)
  return store
}
