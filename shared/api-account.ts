/** The HTTP API of one's own account: sessions, second factor, reset, single sign-on, tokens, picture. */
import { z } from 'zod'
import { nameSchema, passwordSchema } from './api.ts'

const milliseconds = z.number()
const secret = z.string().max(200)
/** Six digits of an app, or a backup code. */
const code = z.string().trim().min(1, 'Please enter the code.').max(40, 'This is no code.')
const knownPassword = z.string().max(128)

// --- Sessions ------------------------------------------------------------------------------------------------

export const accountSessionSchema = z.object({
  id: z.string(),
  /** In words: 'Firefox on Linux'. */
  device: z.string(),
  /** The network address that it was begun from; empty where it is not known. */
  address: z.string(),
  createdAt: milliseconds,
  /** To the day. */
  lastUsedAt: milliseconds,
  /** The one that asks. */
  current: z.boolean(),
})
export type AccountSession = z.infer<typeof accountSessionSchema>
/** `GET /api/me/sessions`; `DELETE /api/me/sessions/:id`; `DELETE /api/me/sessions`: all but this one. */
export const accountSessionsSchema = z.object({ sessions: z.array(accountSessionSchema) })

// --- Second factor -------------------------------------------------------------------------------------------

/** `GET /api/me/second-factor` */
export const secondFactorSchema = z.object({
  on: z.boolean(),
  /** Without one (single sign-on only), a second factor is the provider's to ask for. */
  hasPassword: z.boolean(),
})
export type SecondFactorState = z.infer<typeof secondFactorSchema>
/** `POST /api/me/second-factor`: a new secret, which does nothing until it is confirmed. */
export const beginSecondFactorSchema = z.object({ password: knownPassword })
export const begunSecondFactorSchema = z.object({
  /** `otpauth://`, for the QR code of an authenticator app. */
  uri: z.string(),
  /** Each works once. Shown once. */
  backupCodes: z.array(z.string()),
})
export type BegunSecondFactor = z.infer<typeof begunSecondFactorSchema>
/** `POST /api/me/second-factor/confirm`: switches it on. */
export const confirmSecondFactorSchema = z.object({ code })
/** `POST /api/me/second-factor/off`, `POST /api/me/second-factor/backup-codes` */
export const provenSchema = z.object({ password: knownPassword, code })
export const backupCodesSchema = z.object({ backupCodes: z.array(z.string()) })
/** `DELETE /api/members/:id/second-factor` (admins) */

// --- Resetting a password ------------------------------------------------------------------------------------

/** `POST /api/password-reset`, open to everybody. The answer never says whether there is such an account. */
export const requestResetSchema = z.object({ email: z.string().max(200) })
/** `POST /api/password-reset/use`, open to everybody who has the secret. It works once. */
export const resetPasswordSchema = z.object({ secret, newPassword: passwordSchema })
/** `POST /api/members/:id/reset-link` (admins): stands in the link's fragment, `/reset#<secret>`; shown once. */
export const resetLinkSchema = z.object({ secret: z.string(), expiresAt: milliseconds })
export type ResetLink = z.infer<typeof resetLinkSchema>

// --- Single sign-on ------------------------------------------------------------------------------------------

/** `POST /api/auth/sign-in/oidc`: where to go for it. */
export const beginSingleSignOnSchema = z.object({ invitation: secret.optional() })
export const begunSingleSignOnSchema = z.object({ url: z.string() })
/** `GET /api/auth/callback/oidc`: where the provider sends people back to; leads to a page. */

/** Why single sign-on did not let somebody in; stands in `/sign-in?problem=`. */
export const SINGLE_SIGN_ON_PROBLEMS = {
  failed: 'Signing in did not work. Please try again.',
  'no-email': 'The sign-in service did not confirm an e-mail address of yours. Please ask whoever runs it.',
  'no-member':
    'Nobody here has your e-mail address. Please ask an admin for an invitation, and come by its link.',
  suspended: 'Your account is suspended. Please ask an admin of your organization.',
  'invitation-over': 'This invitation is not valid any more. Please ask for a new one.',
} as const
export type SingleSignOnProblem = keyof typeof SINGLE_SIGN_ON_PROBLEMS

// --- Tokens for programs -------------------------------------------------------------------------------------

/** What a token may do, always within what the person who made it may do. */
export const TOKEN_SCOPES = ['read', 'write', 'share'] as const
export type TokenScope = (typeof TOKEN_SCOPES)[number]

export const apiTokenSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Its first characters, to tell it from others. */
  start: z.string(),
  scopes: z.array(z.enum(TOKEN_SCOPES)).readonly(),
  createdAt: milliseconds,
  expiresAt: milliseconds,
  lastUsedAt: milliseconds.optional(),
})
export type ApiToken = z.infer<typeof apiTokenSchema>
/** `GET /api/me/tokens`; `DELETE /api/me/tokens/:id` */
export const apiTokensSchema = z.object({ tokens: z.array(apiTokenSchema) })
/** `POST /api/me/tokens` */
export const newApiTokenSchema = z.object({
  name: nameSchema,
  scopes: z.array(z.enum(TOKEN_SCOPES)).min(1, 'Please choose what the program may do.').max(3),
  /** How long it works. */
  days: z.number().int().min(1).max(365),
})
export type NewApiToken = z.infer<typeof newApiTokenSchema>
/** `secret` is shown once. */
export const createdApiTokenSchema = apiTokenSchema.extend({ secret: z.string() })

// --- Picture -------------------------------------------------------------------------------------------------

/** `PUT /api/me/picture`: the bytes of a square WebP or PNG as the body; `DELETE /api/me/picture` */
export const PICTURE_LIMITS = { bytes: 128 * 1024, side: 512 } as const
/** The answer: where it can be had from now on, also by everybody else of the organization. */
export const pictureSchema = z.object({ image: z.string() })
