/** The demo organization: five people in two groups. Their password is no secret: it is shown on the sign-in page. */
import type { GroupKey, PersonKey } from './script.ts'

export const DEMO_ORGANIZATION = 'Acme'
export const DEMO_PASSWORD = 'under-the-banyan'

export const DEMO_PEOPLE: Readonly<
  Record<PersonKey, { readonly name: string; readonly email: string; readonly about: string }>
> = {
  ana: { name: 'Ana Sousa', email: 'ana@acme.example', about: 'Admin, leads Research' },
  ben: { name: 'Ben Okafor', email: 'ben@acme.example', about: 'Leads Design' },
  chiara: { name: 'Chiara Rossi', email: 'chiara@acme.example', about: 'Researcher' },
  deniz: { name: 'Deniz Yılmaz', email: 'deniz@acme.example', about: 'Engineer, works with Research' },
  emma: { name: 'Emma Lindqvist', email: 'emma@acme.example', about: 'Designer' },
}

export const DEMO_GROUPS: Readonly<
  Record<GroupKey, { readonly name: string; readonly members: readonly PersonKey[] }>
> = {
  research: { name: 'Research', members: ['ana', 'chiara', 'deniz'] },
  design: { name: 'Design', members: ['ben', 'emma'] },
}
