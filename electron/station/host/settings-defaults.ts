import { join } from 'node:path'
import type { StationSettings } from '#shared/contract/station-api.ts'

/** A station before anybody set it up: Chinese, labels into files, and the scale it was started with, if any. */
export const settingsDefaults = (dataDir: string, scale: { host: string; port: number } | null): StationSettings => ({
  name: '工位 1', language: 'zh-CN', volume: 0.8, idleLockMinutes: 10, weightFloorGrams: 5, scaleStepGrams: 1, scale: scale && { scaleId: 'scale-1', protocol: 'and', line: { kind: 'tcp', ...scale } },
  scanners: [], printers: [{ printerId: 'file', name: '文件打印机', kind: 'file', folder: join(dataDir, 'labels') }],
})
