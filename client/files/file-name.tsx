/** A file's name: however long, its ending shows, and the direction of its script turns nothing beside it. */
import { VisuallyHidden } from '../design/index.ts'
import styles from './file-name.module.css'

export const FileName = ({
  name,
  oneLine = false,
}: {
  readonly name: string
  readonly oneLine?: boolean
}) => {
  if (!oneLine) return <bdi className={styles.name}>{name}</bdi>
  const [stem, ending] = parted(name)
  return (
    <bdi className={styles.oneLine} title={name}>
      {/* Read as one: the two parts beside each other would be two words. */}
      <VisuallyHidden>{name}</VisuallyHidden>
      <span className={styles.stem} aria-hidden="true">
        {stem}
      </span>
      <span className={styles.ending} aria-hidden="true">
        {ending}
      </span>
    </bdi>
  )
}

/** A few characters stay together with the ending, so that numbered files are told apart. */
const parted = (name: string): readonly [string, string] => {
  const ending = /.{0,4}\.[^.\s]{1,12}$/u.exec(name)?.[0] ?? ''
  return [name.slice(0, name.length - ending.length), ending]
}
