/** Takes the page behind out of reach while something covers it; notices stay where one can press them. */
import { useEffect } from 'react'

export const useInertPage = (): void => {
  useEffect(() => {
    const page = document.querySelector('[data-sidebar]')
    page?.setAttribute('inert', '')
    return () => page?.removeAttribute('inert')
  }, [])
}
