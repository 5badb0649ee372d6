import { expect, test } from 'vitest'
import type { News } from '../../shared/document/index.ts'
import type { MessageId, PrincipalId } from '../../shared/ids.ts'
import { isWaiting, newsInWords, questionsFirst } from './news-words.ts'

const by = 'ana_' as PrincipalId
const messageId = 'msg_' as MessageId
const words = (news: News): string => {
  const { text, note } = newsInWords(news, () => 'Ana', 'Plan')
  return note === undefined ? text : `${text} ${note}`
}

test('[SHARING-1] what happened is said in a sentence with who did it, to what, and what one may do now', () => {
  const told = { by, title: 'Plan' }
  expect([
    words({ kind: 'shared', ...told, level: 'view' }),
    words({ kind: 'shared', ...told, level: 'collaborate' }),
    words({ kind: 'level-changed', ...told, before: 'collaborate', level: 'view' }),
    words({ kind: 'level-changed', ...told, before: 'view', level: 'collaborate' }),
    words({ kind: 'removed', ...told }),
    words({ kind: 'became-owner', ...told }),
    words({ kind: 'deleted', ...told }),
    words({ kind: 'restored', ...told }),
    words({ kind: 'access-requested', ...told, wanted: 'view', message: '' }),
    words({ kind: 'access-requested', ...told, wanted: 'collaborate', message: '', answer: 'none' }),
    words({ kind: 'request-answered', ...told, wanted: 'view', answer: 'view' }),
    words({ kind: 'request-answered', ...told, wanted: 'collaborate', answer: 'none' }),
    words({ kind: 'mentioned', ...told, place: 'conversation', messageId }),
    words({ kind: 'mentioned', ...told, place: 'talk', messageId }),
  ]).toEqual([
    'Ana shared “Plan” with you: view only.',
    'Ana shared “Plan” with you: you can collaborate.',
    'Ana changed your access to “Plan” to view only.',
    'Ana changed your access to “Plan”: you can collaborate.',
    'Ana stopped sharing “Plan” with you.',
    'Ana made you the owner of “Plan”.',
    'Ana deleted “Plan”.',
    'Ana brought “Plan” back.',
    'Ana asks for access to “Plan”.',
    'Ana asks to edit “Plan”. You answered: not now.',
    'Ana gave you access to “Plan”: view only.',
    'You asked to edit “Plan”. Ana answered: not now. You can still view it.',
    'Ana mentioned you in “Plan”.',
    'Ana mentioned you in the side talk of “Plan”.',
  ])
})

test('[SHARING-3] an answer that opens nothing names neither the conversation nor its owner', () => {
  const text = words({ kind: 'request-answered', wanted: 'view', answer: 'none' })
  expect(text).toBe('You asked for access to a conversation. Its owner answered: not now.')
})

test('[SHARING-7] a question counts until it is answered, anything else until it is read', () => {
  const question = { kind: 'access-requested', by, title: 'Plan', wanted: 'view', message: '' } as const
  expect(isWaiting({ read: true, news: question })).toBe(true)
  const deleted = { news: { kind: 'deleted', by, title: 'Plan' } } as const
  const answered = { news: { ...question, answer: 'none' } } as const
  expect(questionsFirst([deleted, answered, { news: question }])).toEqual([
    { news: question },
    deleted,
    answered,
  ])
  expect(isWaiting({ read: true, news: { ...question, answer: 'none' } })).toBe(false)
  expect(isWaiting({ read: false, news: { kind: 'deleted', by, title: 'Plan' } })).toBe(true)
  expect(isWaiting({ read: true, news: { kind: 'deleted', by, title: 'Plan' } })).toBe(false)
})
