/** The account and its rooms for React components. */
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useSyncExternalStore,
} from 'react'
import type * as Y from 'yjs'
import type { Me } from '../../shared/api.ts'
import {
  type Directory,
  type DirectoryEntry,
  type DirectoryPerson,
  isPinned,
  type PersonalRoot,
  type Provenance,
  personalRoot,
  readPreference,
  setPinned,
  writePreference,
} from '../../shared/document/index.ts'
import type { ConversationId, MessageId, PrincipalId } from '../../shared/ids.ts'
import type { Account, ConnectionState, ConversationHandle } from './account.ts'
import type { ConversationModel } from './conversation-model.ts'
import type { ShelvedWork } from './shelf.ts'
import type { ReadableStore } from './store.ts'

const AccountContext = createContext<Account | undefined>(undefined)

export const AccountProvider = ({ account, children }: { account: Account; children: ReactNode }) => (
  <AccountContext value={account}>{children}</AccountContext>
)

export const useAccount = (): Account => {
  const account = useContext(AccountContext)
  if (account === undefined) throw new Error('useAccount needs an AccountProvider above it.')
  return account
}

export const useStore = <Value,>(store: ReadableStore<Value>): Value =>
  useSyncExternalStore(store.subscribe, store.get)

export const useMe = (): Me => useAccount().me

export const useDirectory = (): Directory => useStore(useAccount().entries)

/** A person's name and picture; `undefined` for somebody whom the directory does not know. */
export const usePerson = (id: PrincipalId | undefined): DirectoryPerson | undefined => {
  const { people } = useDirectory()
  return useMemo(() => people.find((person) => person.id === id), [people, id])
}

export const useDirectoryEntry = (id: ConversationId): DirectoryEntry | undefined => {
  const { conversations } = useDirectory()
  return useMemo(() => conversations.find((entry) => entry.id === id), [conversations, id])
}

export const useConnectionState = (): ConnectionState => useStore(useAccount().connection)

/** False once the server no longer knows this sign-in: ask to sign in again, keep what is here. */
export const useSignedIn = (): boolean => useStore(useAccount().signedIn)

export const useShelf = (): readonly ShelvedWork[] => useStore(useAccount().shelf)

/** The handle of a conversation, held for as long as the component shows it. */
export const useConversationHandle = (id: ConversationId): ConversationHandle => {
  const account = useAccount()
  const handle = useMemo(() => account.open(id), [account, id])
  useEffect(() => handle.retain(), [handle])
  return handle
}

/** Who had a hand in a message beside what its facts say; `undefined` where nobody had. */
export const useProvenance = ({ provenance }: ConversationModel, id: MessageId): Provenance | undefined =>
  useSyncExternalStore(provenance.subscribe, () => provenance.get().get(id))

/** A value read from the personal document, read again when one of its roots changes. */
export const usePersonal = <Value,>(name: PersonalRoot, read: (doc: Y.Doc) => Value): Value => {
  const { replica } = useAccount().personal
  const { doc } = useStore(replica)
  const subscribe = useCallback(
    (listener: () => void) => {
      const root = personalRoot(doc, name)
      root.observe(listener)
      return () => root.unobserve(listener)
    },
    [doc, name],
  )
  return useSyncExternalStore(subscribe, () => read(doc))
}

export const usePersonalDoc = (): Y.Doc => useStore(useAccount().personal.replica).doc

export const usePinned = (id: ConversationId): readonly [boolean, (pinned: boolean) => void] => {
  const doc = usePersonalDoc()
  const pinned = usePersonal('pins', (personal) => isPinned(personal, id))
  return [pinned, (next) => setPinned(doc, id, next)]
}

/** Ids of all pinned conversations, as one string per change so that it keeps its identity. */
export const usePins = (): ReadonlySet<ConversationId> => {
  const joined = usePersonal('pins', (personal) => {
    const pins = personalRoot(personal, 'pins')
    return [...pins.keys()].filter((key) => pins.get(key) === true).join(' ')
  })
  return useMemo(() => new Set(joined.split(' ').filter((id) => id !== '') as ConversationId[]), [joined])
}

export const usePreference = <Value extends string | number | boolean>(
  key: string,
  otherwise: Value,
): readonly [Value, (value: Value) => void] => {
  const doc = usePersonalDoc()
  const value = usePersonal('preferences', (personal) => readPreference(personal, key))
  return [
    typeof value === typeof otherwise ? (value as Value) : otherwise,
    (next) => writePreference(doc, key, next),
  ]
}
