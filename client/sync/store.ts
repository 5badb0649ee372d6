/** A value that React can follow with `useSyncExternalStore`. Snapshots are immutable and keep their identity. */
export interface ReadableStore<Value> {
  readonly get: () => Value
  readonly subscribe: (listener: () => void) => () => void
}

export interface Store<Value> extends ReadableStore<Value> {
  readonly set: (value: Value) => void
}

export const createStore = <Value>(initial: Value): Store<Value> => {
  let value = initial
  const listeners = new Set<() => void>()
  return {
    get: () => value,
    set: (next) => {
      if (Object.is(next, value)) return
      value = next
      for (const listener of [...listeners]) listener()
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
  }
}

/** A store that is computed on demand, and anew after `invalidate`. */
export interface DerivedStore<Value> extends ReadableStore<Value> {
  readonly invalidate: () => void
}

export const createDerivedStore = <Value>(compute: () => Value): DerivedStore<Value> => {
  let known: { readonly value: Value } | undefined
  const listeners = new Set<() => void>()
  return {
    get: () => {
      known ??= { value: compute() }
      return known.value
    },
    invalidate: () => {
      known = undefined
      for (const listener of [...listeners]) listener()
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
  }
}
