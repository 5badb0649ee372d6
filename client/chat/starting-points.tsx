/** An empty conversation: what can be done here, shown on the rail that will stand there, and words to begin with. */
import { LeavingLines, Rail } from '../branches/rail.tsx'
import { branchColour } from '../design/index.ts'
import styles from './starting-points.module.css'

const STARTING_POINTS = [
  { title: 'Think something through', text: 'Help us think this through step by step: ' },
  { title: 'Draft a text together', text: 'Write a first draft of ' },
  { title: 'Compare two ways', text: 'Compare these two ways and say what speaks for each: ' },
  { title: 'Ask how branches work', text: 'How do branches work?' },
] as const

const NOBODY = { pulse: false, readers: '', elsewhere: '' } as const

export const StartingPoints = ({ onChoose }: { readonly onChoose: (text: string) => void }) => (
  <section className={styles.start} aria-label="Starting points">
    <div className={styles.step}>
      <Rail colour={branchColour(0)} mark="person" {...NOBODY} />
      <div>
        <h2 className={styles.heading}>Write the first message</h2>
        <p className={styles.text}>Everybody with access sees the reply as it is written.</p>
      </div>
    </div>
    <div className={styles.step}>
      <span className={styles.fork}>
        <Rail colour={branchColour(0)} mark="none" {...NOBODY} />
        <LeavingLines
          ways={[
            { colour: branchColour(1), pulse: false },
            { colour: branchColour(2), pulse: false },
          ]}
        />
      </span>
      <div>
        <h3 className={styles.subheading}>Then go more than one way</h3>
        <p className={styles.text}>
          Edit a message, ask for another reply, or branch anywhere. Every way stays: <b>‹ 1/3 ›</b> leads
          from one to the next, and nobody else is moved.
        </p>
      </div>
    </div>
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
