/** What a demo conversation is made of: what each person did, in order, as they would have done it in the app. */

export type PersonKey = 'ana' | 'ben' | 'chiara' | 'deniz' | 'emma'
export type GroupKey = 'research' | 'design'

export type Step = {
  /** Minutes after the step before. */
  readonly after: number
} & (
  | {
      readonly does: 'write'
      readonly who: PersonKey
      /** A name for later steps. */
      readonly key?: string
      /** The main branch by default. */
      readonly branch?: string
      readonly text: string
    }
  /** Somebody asked with the message `to`, and the assistant answers in `branch`. */
  | {
      readonly does: 'reply'
      readonly who: PersonKey
      readonly to: string
      readonly key?: string
      readonly branch?: string
      readonly model: string
      readonly text: string
    }
  /** A branch whose last shared message is `from`; `null` starts anew. */
  | {
      readonly does: 'branch'
      readonly who: PersonKey
      readonly key: string
      readonly from: string | null
      readonly name: string
    }
)

export interface DemoConversation {
  readonly title: string
  readonly owner: PersonKey
  readonly daysAgo: number
  readonly shared: {
    readonly organization?: 'view' | 'collaborate'
    readonly groups?: Partial<Record<GroupKey, 'view' | 'collaborate'>>
    readonly people?: Partial<Record<PersonKey, 'view' | 'collaborate'>>
  }
  readonly steps: readonly Step[]
  /** What its people said beside it, after all that. */
  readonly talk?: readonly TalkLine[]
}

export interface TalkLine {
  /** Minutes after the line before, or after the conversation's last step. */
  readonly after: number
  readonly who: PersonKey
  /** Whom it mentions, in front. */
  readonly to?: PersonKey
  /** Which message of the conversation it is about. */
  readonly about?: string
  readonly text: string
}
