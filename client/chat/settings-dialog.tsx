/** How replies are written in this conversation, for everybody in it. */
import { useState } from 'react'
import { changeSetting, LIMITS } from '../../shared/document/index.ts'
import { Button, Dialog, TextArea, TextField } from '../design/index.ts'
import { useConversation } from './conversation-context.tsx'
import styles from './settings-dialog.module.css'

export const SettingsDialog = ({
  open,
  onOpenChange,
}: {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
}) =>
  // Mounted with each opening, so that the form begins with the settings of the moment.
  open ? <OpenSettings onClose={() => onOpenChange(false)} /> : null

const OpenSettings = ({ onClose }: { readonly onClose: () => void }) => {
  const { model } = useConversation()
  const [before] = useState(() => model.settings.get())
  const [instructions, setInstructions] = useState(before.systemPrompt ?? '')
  const [temperature, setTemperature] = useState(before.temperature?.toString() ?? '')
  const [length, setLength] = useState(before.maxTokens?.toString() ?? '')
  const parsed = { temperature: numberIn(temperature, 0, 2), length: numberIn(length, 1, 10_000_000) }
  const invalid = parsed.temperature === 'invalid' || parsed.length === 'invalid'

  const save = (): void => {
    if (parsed.temperature === 'invalid' || parsed.length === 'invalid') return
    const wanted = {
      systemPrompt: instructions.trim() === '' ? undefined : instructions,
      temperature: parsed.temperature,
      maxTokens: parsed.length === undefined ? undefined : Math.round(parsed.length),
    }
    model.doc.transact(() => {
      if (wanted.systemPrompt !== before.systemPrompt)
        changeSetting(model.doc, 'systemPrompt', wanted.systemPrompt)
      if (wanted.temperature !== before.temperature)
        changeSetting(model.doc, 'temperature', wanted.temperature)
      if (wanted.maxTokens !== before.maxTokens) changeSetting(model.doc, 'maxTokens', wanted.maxTokens)
    })
    onClose()
  }

  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Settings for replies"
      description="They hold for everybody in this conversation, from the next reply on."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" disabled={invalid} onClick={save}>
            Save
          </Button>
        </>
      }
    >
      <div className={styles.fields}>
        <TextArea
          label="Instructions"
          hint="What the AI should know and how it should answer."
          rows={5}
          maxLength={LIMITS.systemPromptLength}
          value={instructions}
          onChange={setInstructions}
        />
        <TextField
          label="Temperature"
          hint="0 is sober, 2 is wild. Leave empty for the model’s own."
          inputMode="decimal"
          value={temperature}
          error={parsed.temperature === 'invalid' ? 'Please use a number from 0 to 2.' : undefined}
          onChange={setTemperature}
        />
        <TextField
          label="Longest reply, in tokens"
          hint="A token is about three quarters of a word. Leave empty for the model’s own."
          inputMode="numeric"
          value={length}
          error={parsed.length === 'invalid' ? 'Please use a whole number above 0.' : undefined}
          onChange={setLength}
        />
      </div>
    </Dialog>
  )
}

const numberIn = (text: string, least: number, most: number): number | undefined | 'invalid' => {
  if (text.trim() === '') return undefined
  const value = Number(text.replace(',', '.'))
  return Number.isFinite(value) && value >= least && value <= most ? value : 'invalid'
}
