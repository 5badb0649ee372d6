/** Migrations of one capability, oldest first. Released ones never change; new ones go to the end. */
export interface Migrations {
  readonly capability: string
  readonly steps: readonly string[]
}
