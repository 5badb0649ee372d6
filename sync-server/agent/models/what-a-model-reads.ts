/** Which models read pictures and PDF: by what their server says, what they are called, or what the operator says. */
import type { ModelReads } from '../model.ts'
import type { ListedModel } from './provider.ts'

/** Names under which models that read pictures go about, where no server says so. */
const READS_PICTURES =
  /vision|llava|pixtral|moondream|minicpm-v|internvl|[-_.]vl\b|\bvl[-_.]|qwen[\d.]*-?vl|gemma-?3|llama-?4|mistral-small-?3|gpt-4o|gpt-4\.1|gpt-5|\bo[134]\b|claude-(3|opus|sonnet|haiku)|gemini/i

const OPENAI_TEXT_ONLY = /^(gpt-3|gpt-4(-\d{4}|-32k|$)|o1-mini|o1-preview|o3-mini)/

export const whatItReads = (
  provider: string,
  { id, readsPictures }: ListedModel,
  /** Names, with commas between them: models that read pictures though nothing else says so. */
  named: string | undefined,
): ModelReads => {
  const isNamed = (named ?? '')
    .split(',')
    .map((name) => name.trim())
    .some((name) => name === id || name === `${provider}/${id}`)
  if (isNamed) return { text: true, pictures: true, pdf: false }
  switch (provider) {
    case 'anthropic': {
      const isNew = !/^claude-(2|instant)/.test(id)
      return { text: true, pictures: isNew, pdf: isNew }
    }
    case 'google':
      return { text: true, pictures: true, pdf: true }
    case 'openai': {
      const isNew = !OPENAI_TEXT_ONLY.test(id)
      return { text: true, pictures: isNew, pdf: isNew }
    }
    default:
      return { text: true, pictures: readsPictures ?? READS_PICTURES.test(id), pdf: false }
  }
}
