/** What one was told, as sentences. Pure. */
import type { News, Notification } from '../../shared/document/index.ts'
import { isolated } from '../../shared/isolated.ts'
import type { Route } from '../app/route.ts'

export interface NewsWords {
  readonly text: string
  /** What an answered request was answered with. */
  readonly note?: string
}

/** `nameOf` knows people by id; `title` is the conversation's as it is called now, quoted by this. */
export const newsInWords = (news: News, nameOf: (id: string) => string, title: string): NewsWords => {
  const it = `“${isolated(title)}”`
  switch (news.kind) {
    case 'shared':
      return {
        text: `${nameOf(news.by)} shared ${it} with you: ${news.level === 'view' ? 'view only' : 'you can collaborate'}.`,
      }
    case 'level-changed':
      return {
        text:
          news.level === 'view'
            ? `${nameOf(news.by)} changed your access to ${it} to view only.`
            : `${nameOf(news.by)} changed your access to ${it}: you can collaborate.`,
      }
    case 'removed':
      return { text: `${nameOf(news.by)} stopped sharing ${it} with you.` }
    case 'became-owner':
      return { text: `${nameOf(news.by)} made you the owner of ${it}.` }
    case 'deleted':
      return { text: `${nameOf(news.by)} deleted ${it}.` }
    case 'restored':
      return { text: `${nameOf(news.by)} brought ${it} back.` }
    case 'access-requested': {
      const asker = nameOf(news.by)
      const text =
        news.wanted === 'view' ? `${asker} asks for access to ${it}.` : `${asker} asks to edit ${it}.`
      return news.answer === undefined ? { text } : { text, note: ANSWERED[news.answer] }
    }
    case 'request-answered':
      return { text: answerInWords(news, nameOf, it) }
    case 'mentioned':
      return {
        text:
          news.place === 'talk'
            ? `${nameOf(news.by)} mentioned you in the side talk of ${it}.`
            : `${nameOf(news.by)} mentioned you in ${it}.`,
      }
  }
}

const ANSWERED = {
  none: 'You answered: not now.',
  view: 'Can view now.',
  collaborate: 'Can collaborate now.',
} as const

const answerInWords = (
  news: Extract<News, { readonly kind: 'request-answered' }>,
  nameOf: (id: string) => string,
  it: string,
): string => {
  if (news.by === undefined) return 'You asked for access to a conversation. Its owner answered: not now.'
  const owner = nameOf(news.by)
  switch (news.answer) {
    case 'none':
      return `You asked to edit ${it}. ${owner} answered: not now. You can still view it.`
    case 'view':
      return `${owner} gave you access to ${it}: view only.`
    case 'collaborate':
      return `${owner} gave you access to ${it}: you can collaborate.`
  }
}

/** Questions stand first, for they wait for an answer; the rest, and they among themselves, as they came. */
export const questionsFirst = <Item extends { readonly news: News }>(
  notifications: readonly Item[],
): readonly Item[] =>
  notifications.toSorted((a, b) => Number(isOpenRequest(b.news)) - Number(isOpenRequest(a.news)))

/** What asks for something: it is counted until it is read, a question until it is answered. */
export const isWaiting = (notification: { readonly read: boolean; readonly news: News }): boolean =>
  !notification.read || isOpenRequest(notification.news)

export const isOpenRequest = (
  news: News,
): news is Extract<News, { readonly kind: 'access-requested' }> & { readonly answer?: undefined } =>
  news.kind === 'access-requested' && news.answer === undefined

/** Where a piece of news leads: to its conversation, and in it to the message that one was named in. */
export const routeOfNews = ({
  conversationId: id,
  news,
}: Pick<Notification, 'conversationId' | 'news'>): Extract<Route, { readonly page: 'conversation' }> => ({
  page: 'conversation',
  id,
  ...(news.kind === 'mentioned' ? { at: { place: news.place, messageId: news.messageId } } : {}),
})
