import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { IconButton } from './icon-button.tsx'

const SAID_MILLISECONDS = 2_000

/** Copies a text that stands beside it, and says for a moment that it has. */
export const CopyButton = ({ label, text }: { readonly label: string; readonly text: () => string }) => {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return undefined
    const timer = setTimeout(() => setCopied(false), SAID_MILLISECONDS)
    return () => clearTimeout(timer)
  }, [copied])
  return (
    <IconButton
      size="small"
      label={copied ? 'Copied' : label}
      icon={copied ? <Check /> : <Copy />}
      onClick={() => void navigator.clipboard.writeText(text()).then(() => setCopied(true))}
    />
  )
}
