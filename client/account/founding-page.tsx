import { useDocumentTitle } from '../app/document-title.ts'
import { AccountForm } from './account-form.tsx'
import { FrontPage } from './front-page.tsx'

/** The very first start: nobody is here yet. */
export const FoundingPage = () => {
  useDocumentTitle('Welcome')
  return (
    <FrontPage
      title="Welcome"
      text="This Banyan is new. Name your organization and make its first account; you will be its admin and can invite the others."
    >
      <AccountForm purpose={{ kind: 'found' }} submitLabel="Found the organization" />
    </FrontPage>
  )
}
