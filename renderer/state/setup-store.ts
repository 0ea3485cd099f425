import { create } from 'zustand'
import type { SetupChoice } from '#shared/contract/setup-api.ts'

export type SetupState = {
  phase: 'choosing' | 'working' | 'refused'
  progress: string
  message: string
  choose: (choice: SetupChoice) => void
}

export const useSetup = create<SetupState>()(() => ({ phase: 'choosing', progress: '', message: '', choose: () => undefined }))
