import type { DrawerMode } from '../design/index.ts'
import { useMedia } from './use-media.ts'

/** The whole page as in the shell; beside it where the text keeps a readable width. */
const WHOLE = '(max-width: 47.99rem)'
const BESIDE = '(min-width: 77.5rem)'

/** How much room a page has for a drawer. */
export const useDrawerMode = (): DrawerMode => {
  const whole = useMedia(WHOLE)
  const beside = useMedia(BESIDE)
  return whole ? 'whole' : beside ? 'beside' : 'over'
}
