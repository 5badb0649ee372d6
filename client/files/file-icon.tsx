import { Archive, AudioLines, File, FileText, Film, Image } from 'lucide-react'
import { isPdf, isPicture, isText } from '../../shared/files.ts'

/** What kind of file it is, at a glance. Decoration: its name stands beside it. */
export const FileIcon = ({ type }: { readonly type: string }) => {
  if (isPicture(type)) return <Image aria-hidden="true" />
  if (isText(type) || isPdf(type)) return <FileText aria-hidden="true" />
  if (type.startsWith('audio/')) return <AudioLines aria-hidden="true" />
  if (type.startsWith('video/')) return <Film aria-hidden="true" />
  if (/zip|compressed/.test(type)) return <Archive aria-hidden="true" />
  return <File aria-hidden="true" />
}
