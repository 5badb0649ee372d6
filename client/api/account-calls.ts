/** The calls about one's own account, of `shared/api-account.ts`. */
import {
  accountSessionsSchema,
  apiTokensSchema,
  backupCodesSchema,
  begunSecondFactorSchema,
  begunSingleSignOnSchema,
  createdApiTokenSchema,
  type NewApiToken,
  pictureSchema,
  resetLinkSchema,
  secondFactorSchema,
} from '../../shared/api-account.ts'
import type { PrincipalId } from '../../shared/ids.ts'
import type { Request } from './request.ts'

interface Proof {
  readonly password: string
  readonly code: string
}

export const accountCalls = (request: Request) => ({
  beginSingleSignOn: (invitation?: string) =>
    request({
      method: 'POST',
      path: '/api/auth/sign-in/oidc',
      body: { invitation },
      answer: begunSingleSignOnSchema,
    }),

  requestReset: (email: string) => request({ method: 'POST', path: '/api/password-reset', body: { email } }),
  resetPassword: (secret: string, newPassword: string) =>
    request({ method: 'POST', path: '/api/password-reset/use', body: { secret, newPassword } }),
  /** For admins. */
  makeResetLink: (id: PrincipalId) =>
    request({ method: 'POST', path: `/api/members/${id}/reset-link`, answer: resetLinkSchema }),
  removeSecondFactorOf: (id: PrincipalId) =>
    request({ method: 'DELETE', path: `/api/members/${id}/second-factor` }),

  sessions: () => request({ method: 'GET', path: '/api/me/sessions', answer: accountSessionsSchema }),
  endSession: (id: string) =>
    request({ method: 'DELETE', path: `/api/me/sessions/${encodeURIComponent(id)}` }),
  endOtherSessions: () => request({ method: 'DELETE', path: '/api/me/sessions' }),

  secondFactor: () => request({ method: 'GET', path: '/api/me/second-factor', answer: secondFactorSchema }),
  beginSecondFactor: (password: string) =>
    request({
      method: 'POST',
      path: '/api/me/second-factor',
      body: { password },
      answer: begunSecondFactorSchema,
    }),
  confirmSecondFactor: (code: string) =>
    request({ method: 'POST', path: '/api/me/second-factor/confirm', body: { code } }),
  switchOffSecondFactor: (proof: Proof) =>
    request({ method: 'POST', path: '/api/me/second-factor/off', body: proof }),
  newBackupCodes: (proof: Proof) =>
    request({
      method: 'POST',
      path: '/api/me/second-factor/backup-codes',
      body: proof,
      answer: backupCodesSchema,
    }),

  tokens: () => request({ method: 'GET', path: '/api/me/tokens', answer: apiTokensSchema }),
  createToken: (token: NewApiToken) =>
    request({ method: 'POST', path: '/api/me/tokens', body: token, answer: createdApiTokenSchema }),
  revokeToken: (id: string) =>
    request({ method: 'DELETE', path: `/api/me/tokens/${encodeURIComponent(id)}` }),

  putPicture: (picture: Blob) =>
    request({ method: 'PUT', path: '/api/me/picture', body: picture, answer: pictureSchema }),
  removePicture: () => request({ method: 'DELETE', path: '/api/me/picture' }),
})
