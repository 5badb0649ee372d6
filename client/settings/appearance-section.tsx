import { THEMES, type Theme } from '../app/theme.ts'
import { useTheme } from '../app/use-theme.ts'
import styles from './settings.module.css'

const NAMES: Readonly<Record<Theme, string>> = { system: 'As the system', light: 'Light', dark: 'Dark' }

export const AppearanceSection = () => {
  const [theme, setTheme] = useTheme()
  return (
    <>
      <h2>Appearance</h2>
      <p className={styles.intro}>Your choice follows you to your other devices.</p>
      <fieldset className={styles.choices}>
        <legend>Paper</legend>
        {THEMES.map((each) => (
          <label key={each} className={styles.choice}>
            <input
              type="radio"
              name="theme"
              value={each}
              checked={each === theme}
              onChange={() => setTheme(each)}
            />
            {NAMES[each]}
          </label>
        ))}
      </fieldset>
    </>
  )
}
