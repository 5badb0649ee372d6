import type { Picture } from './drawings.ts'

/** A picture in words: what it is called. The source says the rest, and is a press away. */
export const altOf = ({ title }: Picture): string => (title === '' ? 'Diagram' : `Diagram: ${title}`)
