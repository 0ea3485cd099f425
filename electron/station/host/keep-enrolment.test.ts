import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { enrolmentCode } from '#shared/contract/enrolment.ts'
import { keepEnrolment } from './keep-enrolment.ts'

let dataDir: string
let minted = 0
const mintId = (): string => `request-${(minted += 1)}`.padEnd(36, 'x')
beforeEach(() => { dataDir = mkdtempSync(join(tmpdir(), 'packwave-enrolment-')) })
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

it('[HX12] the id of the request is minted once and outlives a new start', () => {
  const first = keepEnrolment({ dataDir, joinToken: null, mintId })
  expect(keepEnrolment({ dataDir, joinToken: 'K7QM2XRD', mintId })).toEqual(first)
  expect(first.joinRequestId).toHaveLength(36)
})

it('[HX18] the fingerprint outlives the code that brought it; a code with another one brings another hub, one without takes none away', () => {
  expect(keepEnrolment({ dataDir, joinToken: null, mintId }).pin).toBeNull()
  expect(keepEnrolment({ dataDir, joinToken: enrolmentCode('K7QM2XRD', '0123456789ABCDEF'), mintId }).pin).toBe('0123456789ABCDEF')
  expect(keepEnrolment({ dataDir, joinToken: null, mintId }).pin).toBe('0123456789ABCDEF')
  expect(keepEnrolment({ dataDir, joinToken: 'K7QM2XRD', mintId }).pin).toBe('0123456789ABCDEF')
  expect(keepEnrolment({ dataDir, joinToken: enrolmentCode('K7QM2XRD', 'FEDCBA9876543210'), mintId }).pin).toBe('FEDCBA9876543210')
  expect(statSync(join(dataDir, 'hub-pin')).mode & 0o777).toBe(0o600)
})
