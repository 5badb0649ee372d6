/** Lets any page put what it can do into the palette for as long as it shows. */
import { createContext, type ReactNode, use, useEffect, useState } from 'react'

export interface PaletteAction {
  readonly id: string
  readonly label: string
  readonly icon?: ReactNode
  readonly shortcut?: string
  readonly onSelect: () => void
}

interface Registry {
  readonly actions: readonly PaletteAction[]
  readonly add: (actions: readonly PaletteAction[]) => () => void
}

const ActionsContext = createContext<readonly PaletteAction[]>([])
const AddContext = createContext<Registry['add'] | undefined>(undefined)

export const PaletteActionsProvider = ({ children }: { readonly children: ReactNode }) => {
  const [groups, setGroups] = useState<readonly (readonly PaletteAction[])[]>([])
  const [add] = useState(() => (actions: readonly PaletteAction[]) => {
    setGroups((before) => [...before, actions])
    return () => setGroups((before) => before.filter((group) => group !== actions))
  })
  return (
    <AddContext value={add}>
      <ActionsContext value={groups.flat()}>{children}</ActionsContext>
    </AddContext>
  )
}

/** What pages have put in, oldest first. */
export const useAddedActions = (): readonly PaletteAction[] => use(ActionsContext)

/** `actions` is to be stable (`useMemo`): another list takes the place of the one before. */
export const usePaletteActions = (actions: readonly PaletteAction[]): void => {
  const add = use(AddContext)
  useEffect(() => add?.(actions), [add, actions])
}
