/** The choice between two ways to edit a message. */
import { useId } from 'react'
import styles from './editing-ways.module.css'

export type EditingWay = 'branch' | 'correct'

const WAYS: readonly { readonly way: EditingWay; readonly label: string }[] = [
  { way: 'branch', label: 'As a new branch' },
  { way: 'correct', label: 'Correct here' },
]

export const EditingWays = ({
  way,
  onChoose,
}: {
  readonly way: EditingWay
  readonly onChoose: (way: EditingWay) => void
}) => {
  const name = useId()
  return (
    <fieldset className={styles.ways} aria-label="How to edit">
      {WAYS.map((each) => (
        <label key={each.way} className={styles.way}>
          <input type="radio" name={name} checked={each.way === way} onChange={() => onChoose(each.way)} />
          {each.label}
        </label>
      ))}
    </fieldset>
  )
}
