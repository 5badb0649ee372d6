/** An empty conversation: what can be done here, and a few words to begin with. */
import styles from './starting-points.module.css'

const STARTING_POINTS = [
  { title: 'Think something through', text: 'Help us think this through step by step: ' },
  { title: 'Draft a text together', text: 'Write a first draft of ' },
  { title: 'Compare two ways', text: 'Compare these two ways and say what speaks for each: ' },
  { title: 'Ask how branches work', text: 'How do branches work in Banyan, and when should we use one?' },
] as const

export const StartingPoints = ({ onChoose }: { readonly onChoose: (text: string) => void }) => (
  <section className={styles.start} aria-label="Starting points">
    <h2 className={styles.heading}>Write the first message</h2>
    <p className={styles.text}>
      Everybody with access sees the reply as it is written. Any message can be the beginning of another
      branch, so nothing that was said gets lost.
    </p>
    <ul className={styles.points}>
      {STARTING_POINTS.map(({ title, text }) => (
        <li key={title}>
          <button type="button" className={styles.point} onClick={() => onChoose(text)}>
            <span className={styles.title}>{title}</span>
            <span className={styles.words}>{text}</span>
          </button>
        </li>
      ))}
    </ul>
  </section>
)
