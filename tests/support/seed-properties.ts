// Properties that name no seed take this one, which their test files get from vitest.config.ts: red on one machine is red on the next.
import fc from 'fast-check'
import { inject } from 'vitest'

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: inject('propertySeed') })

declare module 'vitest' {
  interface ProvidedContext {
    propertySeed: number
  }
}
