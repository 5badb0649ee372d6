import { useEffect } from 'react'

/** Names the tab after the page that it shows. */
export const useDocumentTitle = (title: string | undefined): void => {
  useEffect(() => {
    document.title = title === undefined ? 'Banyan' : `${title} - Banyan`
  }, [title])
}
