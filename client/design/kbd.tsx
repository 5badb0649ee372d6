import styles from './kbd.module.css'

const isApple = () => /Mac|iPhone|iPad/.test(navigator.userAgent)

/** A shortcut such as `Mod+K`: `Mod` is the command key on Apple's machines and Ctrl elsewhere. */
export const Kbd = ({ keys }: { readonly keys: string }) => (
  <kbd className={styles.kbd}>
    {isApple() ? keys.replace('Mod+', '⌘').replace('Shift+', '⇧') : keys.replace('Mod', 'Ctrl')}
  </kbd>
)
