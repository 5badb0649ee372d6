/** What an authenticator app shows for an `otpauth://` address. */
import { createOTP } from '@better-auth/utils/otp'

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

const secretFrom = (base32: string): string => {
  const bits = base32
    .replaceAll(/[\s=]/g, '')
    .split('')
    .map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, '0'))
    .join('')
  const bytes = bits.match(/.{8}/g) ?? []
  return String.fromCharCode(...bytes.map((byte) => Number.parseInt(byte, 2)))
}

/** `key`: as apps are given it, in base32. */
export const oneTimeCode = (key: string): Promise<string> => createOTP(secretFrom(key)).totp()

export const keyOf = (uri: string): string => new URL(uri).searchParams.get('secret') ?? ''
