// A bench that has joined a hub which is away: the real station with a scale, on a folder of its own, its packer signed in.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { type FakeScale, startFakeScale } from '#tests/support/fake-scale.ts'
import { startTestStation, type TestStation } from '#tests/support/test-station.ts'

export type TestBench = {
  folder: string
  scale: FakeScale
  station: TestStation
  /** Ends it, and demands that `station` (or the one that took its place) had no fault. */
  close(station?: TestStation): Promise<void>
}

/** Once the station has read its scale and seen the plate empty, what is put on it counts (WS7). */
export async function plateIsEmpty(station: TestStation): Promise<void> {
  await station.viewWhere(({ bar }) => bar.scale.state === 'stable' && bar.scale.grams === 0)
}

/** `hubAtMs`: the hub's time, when the bench has heard it. */
export async function openTestBench({ hubAtMs }: { hubAtMs?: number } = {}): Promise<TestBench> {
  const folder = mkdtempSync(join(tmpdir(), 'packwave-bench-'))
  const scale = await startFakeScale()
  const station = await startTestStation(folder, { scale: { scaleId: 'scale-1', protocol: 'and', line: { kind: 'tcp', host: scale.host, port: scale.port } } })
  station.store().saveIdentity({ stationId: 'bench-1', stationKey: 'key', hubUrl: 'http://127.0.0.1:9', siteName: 'site' })
  if (hubAtMs !== undefined) await station.hearHubTime(hubAtMs)
  await station.signIn('B-PACKER')
  return {
    folder, scale, station,
    async close(last = station) {
      const { faults } = last
      await last.stop()
      await scale.close()
      rmSync(folder, { recursive: true, force: true })
      expect(faults).toEqual([])
    },
  }
}
