import type { State } from '../../shared/api.ts'
import { Avatar } from '../design/index.ts'
import styles from './front-page.module.css'

type DemoPerson = NonNullable<State['demo']>[number]

/** A server started with --demo: try it as anybody, with one click. */
export const DemoPeople = ({
  people,
  disabled,
  onChoose,
}: {
  readonly people: readonly DemoPerson[]
  readonly disabled: boolean
  readonly onChoose: (person: DemoPerson) => void
}) => (
  <section className={styles.demo} aria-labelledby="demo-people">
    <h2 id="demo-people">Or look around as one of the demo people</h2>
    <p>Open a private window as somebody else, and see both pages at once.</p>
    <ul className={styles.people}>
      {people.map((person) => (
        <li key={person.email}>
          <button
            type="button"
            className={styles.person}
            disabled={disabled}
            onClick={() => onChoose(person)}
          >
            <Avatar person={{ id: person.email, name: person.name, kind: 'person' }} size={32} decorative />
            <span>
              {person.name}
              <span className={styles.about}>{person.about}</span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  </section>
)
