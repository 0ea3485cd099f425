import { defineConfig } from 'vitest/config'
import { programSeed } from './tests/support/program-seed.ts'

/** What reaches the hub's database or what a station and a hub say to each other: run once more on Debian's PostgreSQL. */
const storeAndSync = ['hub-{sync,waves,board,bad-input,backup,processes,durable,enrolment}', 'station-sync'].map((name) => `tests/integration/${name}.test.ts`)

/** A machine with other work is slow: what is waited for may take its time. */
const patience = { expect: { poll: { timeout: 30_000 } } }

/** fast-check takes 32 bits. */
const seeded = { provide: { propertySeed: programSeed() | 0 }, setupFiles: 'tests/support/seed-properties.ts' }

// Four projects, from quick to slow; scripts/test.ts runs them one after the other.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          ...patience,
          ...seeded,
          include: ['{shared,renderer,hub,electron,scripts}/**/*.test.{ts,tsx}', 'tests/support/**/*.test.ts', 'tests/tidy.test.ts', 'tests/packaging.test.ts'],
          // The machine may be busy with everything else that is tested meanwhile.
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'integration',
          ...patience,
          ...seeded,
          include: ['tests/{integration,simulation,crash,faults}/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'debian-postgresql',
          ...patience,
          ...seeded,
          include: storeAndSync,
          env: { PACKWAVE_TEST_POSTGRES: 'debian' },
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'e2e',
          ...patience,
          ...seeded,
          include: ['tests/e2e/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          // One Electron at a time: two on two cores measure each other.
          fileParallelism: false,
        },
      },
    ],
  },
})
