import { join } from 'node:path'
import type { StationSettings } from '#shared/contract/station-api.ts'

/** A station before anybody set it up: Chinese, no scale, labels into files. */
export const settingsDefaults = (dataDir: string): StationSettings => ({
  name: '工位 1', language: 'zh-CN', volume: 0.8, idleLockMinutes: 10, weightFloorGrams: 5, scaleStepGrams: 1, scale: null,
  printers: [{ printerId: 'file', name: '文件打印机', kind: 'file', folder: join(dataDir, 'labels') }],
})
