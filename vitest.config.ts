import { defineConfig } from 'vitest/config'

/** What reaches the hub's database or what a station and a hub say to each other: run once more on Debian's PostgreSQL. */
const storeAndSync = ['hub-{sync,waves,board,bad-input,backup,processes,durable,enrolment}', 'station-sync'].map((name) => `tests/integration/${name}.test.ts`)

// Four projects, from quick to slow; scripts/test.ts runs them one after the other.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{shared,renderer,hub,electron,scripts}/**/*.test.{ts,tsx}', 'tests/support/**/*.test.ts', 'tests/tidy.test.ts', 'tests/packaging.test.ts'],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['tests/{integration,simulation,crash,faults}/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'debian-postgresql',
          include: storeAndSync,
          env: { PACKWAVE_TEST_POSTGRES: 'debian' },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          // One Electron at a time: two on two cores measure each other.
          fileParallelism: false,
        },
      },
    ],
  },
})
