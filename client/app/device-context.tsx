import { createContext, use } from 'react'
import type { Device } from './device.ts'

const DeviceContext = createContext<Device | undefined>(undefined)

export const DeviceProvider = DeviceContext

export const useDevice = (): Device => {
  const device = use(DeviceContext)
  if (device === undefined) throw new Error('useDevice needs a DeviceProvider above it.')
  return device
}
