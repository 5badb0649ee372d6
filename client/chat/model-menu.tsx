/** Which model answers in this conversation, for everybody in it. */
import { ChevronDown } from 'lucide-react'
import { changeSetting } from '../../shared/document/index.ts'
import { modelName } from '../branches/branch-words.ts'
import { Menu } from '../design/index.ts'
import { useStore } from '../sync/hooks.tsx'
import { useConversation } from './conversation-context.tsx'
import styles from './model-menu.module.css'

export const ModelMenu = ({ side }: { readonly side: 'top' | 'bottom' }) => {
  const { model, models, canWrite } = useConversation()
  const settings = useStore(model.settings)
  const chosen = settings.model ?? models?.default ?? ''
  const known = models?.models.find(({ id }) => id === chosen)
  const name = known?.name ?? (chosen === '' ? 'Model' : modelName(chosen))
  if (!canWrite || models === undefined) {
    return (
      <span className={styles.fixed} title="The model that answers here">
        {name}
      </span>
    )
  }
  return (
    <Menu
      side={side}
      items={[
        {
          kind: 'choice',
          label: 'Replies here are written by',
          value: chosen,
          options: models.models.map((each) => ({
            value: each.id,
            label: each.name,
            hint: each.kind === 'guide' ? 'Answers from the manual. Not a language model.' : each.provider,
          })),
          onChange: (value) =>
            changeSetting(model.doc, 'model', value === models.default ? undefined : value),
        },
      ]}
    >
      <button type="button" className={styles.button} aria-label={`Model: ${name}`}>
        <span>{name}</span>
        <ChevronDown aria-hidden="true" />
      </button>
    </Menu>
  )
}
