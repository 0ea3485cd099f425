import { join } from 'node:path'
import { isShortCode, readEnrolment } from '#shared/contract/enrolment.ts'
import type { StationSettings } from '#shared/contract/station-api.ts'

/**
 * A station before anybody set it up: Chinese, labels into files, and the scale it was started with, if any. One that joined with a code is called by it until
 * it gets a name: two benches of one name are told apart by nobody (HX11).
 */
export const settingsDefaults = (dataDir: string, scale: { host: string; port: number } | null, joinToken: string | null = null): StationSettings => ({
  name: `工位 ${shortCodeOf(joinToken) ?? '1'}`, language: 'zh-CN', volume: 0.8, idleLockMinutes: 10, weightFloorGrams: 5, scaleStepGrams: 1, scale: scale && { scaleId: 'scale-1', protocol: 'and', line: { kind: 'tcp', ...scale } },
  scanners: [], printers: [{ printerId: 'file', name: '文件打印机', kind: 'file', folder: join(dataDir, 'labels') }],
})

function shortCodeOf(joinToken: string | null): string | undefined {
  const code = joinToken === null ? undefined : readEnrolment(joinToken)?.joinToken
  return code !== undefined && isShortCode(code) ? code.slice(0, 4) : undefined
}
