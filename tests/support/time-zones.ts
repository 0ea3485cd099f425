// Tests that change the zone of this machine: it is put back after each.
import { afterEach } from 'vitest'

/** Call once in a file or block; then set `process.env.TZ` to any zone. */
export function keepTimeZone(): void {
  const usual = process.env.TZ
  afterEach(() => {
    // Node takes over a zone that is set, and none that is taken away.
    process.env.TZ = usual ?? Intl.DateTimeFormat().resolvedOptions().timeZone
    if (usual === undefined) delete process.env.TZ
  })
}
