import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lateness, type LatenessFacts } from './lateness.ts'
import { canCancelWave, canKickOut, waveState, type WaveProgress } from './wave-life.ts'

const progress = (more: Partial<WaveProgress> = {}): WaveProgress => ({
  usesWall: true, orders: 3, closedOrders: 0, goneOrders: 0, askedPieces: 10, pickedPieces: 0, shortPieces: 0, putPieces: 0, ...more,
})

const stageOf = (counts: WaveProgress) => waveState('released', counts)

describe('life of a wave', () => {
  test('[WV1] [WV2] [WV3] [WV4] the counts lead it from stage to stage', () => {
    expect(stageOf(progress())).toBe('released')
    expect(stageOf(progress({ shortPieces: 1 }))).toBe('picking')
    expect(stageOf(progress({ pickedPieces: 9 }))).toBe('picking')
    expect(stageOf(progress({ pickedPieces: 9, shortPieces: 1, putPieces: 8 }))).toBe('sorting')
    expect(stageOf(progress({ pickedPieces: 9, shortPieces: 1, putPieces: 9 }))).toBe('checking')
    expect(stageOf(progress({ pickedPieces: 10, usesWall: false }))).toBe('checking')
    expect(stageOf(progress({ pickedPieces: 10, putPieces: 10, closedOrders: 2, goneOrders: 1 }))).toBe('done')
  })

  test('[WV5] an ended wave never opens again; a piece picked again leads one that works back', () => {
    expect(waveState('done', progress({ pickedPieces: 3 }))).toBe('done')
    expect(waveState('cancelled', progress())).toBe('cancelled')
    expect(stageOf(progress({ askedPieces: 11, pickedPieces: 10, putPieces: 10 }))).toBe('picking')
  })

  test('[WV6] a wave is cancelled only before its first parcel is closed, and says what goes back', () => {
    expect(canCancelWave('picking', progress({ pickedPieces: 4 }))).toEqual({ kind: 'allowed', piecesToReturn: 4 })
    expect(canCancelWave('checking', progress({ closedOrders: 1 }))).toEqual({ kind: 'refused', why: 'parcels-closed' })
    expect(canCancelWave('done', progress())).toEqual({ kind: 'refused', why: 'wave-over' })
  })

  test('[WV7] 剔出 ends with the label', () => {
    const order = { inWave: true, closed: false, labelPrinted: false, pickedPieces: 2 }
    expect(canKickOut('checking', order)).toEqual({ kind: 'allowed', piecesToReturn: 2 })
    expect(canKickOut('checking', { ...order, labelPrinted: true })).toMatchObject({ why: 'label-printed' })
    expect(canKickOut('checking', { ...order, closed: true })).toMatchObject({ why: 'parcel-closed' })
    expect(canKickOut('checking', { ...order, inWave: false })).toMatchObject({ why: 'not-in-wave' })
    expect(canKickOut('cancelled', order)).toMatchObject({ why: 'wave-over' })
  })

  test('[WV1] [WV3] facts that arrive out of order or twice do not stop the board', () => {
    expect(stageOf(progress({ pickedPieces: 12, putPieces: 13 }))).toBe('checking')
    expect(stageOf(progress({ pickedPieces: 2, putPieces: 5 }))).toBe('picking')
    expect(stageOf(progress({ pickedPieces: 10, putPieces: 10, closedOrders: 3, goneOrders: 1 }))).toBe('done')
  })
})

describe('lateness', () => {
  const MINUTE = 60_000
  const facts = (more: Partial<LatenessFacts> = {}): LatenessFacts => ({
    over: false, cutOffAtMs: 100 * MINUTE, nowMs: 0, toPickPieces: 0, dueNoLaterPieces: 0, hands: 1, toSortPieces: 0, remainingUnits: 60, unitsPerHour: 60, pickers: 1, shortOrders: 0, ...more,
  })
  test('[LT1] nothing left is on time, a finished wave is over', () => {
    expect(lateness(facts({ remainingUnits: 0, nowMs: 200 * MINUTE }))).toMatchObject({ lateness: 'on-time', why: [] })
    expect(lateness(facts({ over: true }))).toMatchObject({ lateness: 'over', why: [] })
  })
  test('[LT2] past the cut-off it is late', () => {
    expect(lateness(facts({ nowMs: 100 * MINUTE })).lateness).toBe('late')
    expect(lateness(facts({ nowMs: 130 * MINUTE })).why[0]).toEqual({ code: 'cut-off-passed', value: 30 })
  })
  test('[LT3] [LT4] the present pace decides: enough, hardly enough, too slow', () => {
    expect(lateness(facts({ remainingUnits: 80 }))).toMatchObject({ lateness: 'on-time', why: [], slackMs: 20 * MINUTE })
    expect(lateness(facts({ remainingUnits: 90 }))).toMatchObject({ lateness: 'at-risk', why: [{ code: 'hardly-in-time', value: 10 }, { code: 'waiting-for-checking', value: 90 }] })
    expect(lateness(facts({ remainingUnits: 120 }))).toMatchObject({ lateness: 'late', why: [{ code: 'too-slow', value: 20 }, { code: 'waiting-for-checking', value: 120 }] })
  })
  test('[LT5] without a pace it is at risk within the last hour', () => {
    expect(lateness(facts({ unitsPerHour: null })).lateness).toBe('on-time')
    expect(lateness(facts({ unitsPerHour: 0, nowMs: 40 * MINUTE }))).toMatchObject({ lateness: 'at-risk', why: [{ code: 'no-pace-yet', value: 60 }, { code: 'waiting-for-checking', value: 60 }] })
  })
  test('[LT5] before that it is at risk when the people there cannot pick in time what is due no later', () => {
    const waiting = { unitsPerHour: null, toPickPieces: 300, remainingUnits: 300, pickers: 0 }
    // 100 minutes are 500 pieces for one, 1,500 for three.
    expect(lateness(facts({ ...waiting, dueNoLaterPieces: 500 }))).toMatchObject({ lateness: 'on-time', why: [] })
    expect(lateness(facts({ ...waiting, dueNoLaterPieces: 1_800, hands: 3 }))).toMatchObject({ lateness: 'at-risk', why: [{ code: 'too-few-hands', value: 20 }, { code: 'no-one-picking', value: 300 }] })
    expect(lateness(facts({ ...waiting, dueNoLaterPieces: 501, hands: 0 }))).toMatchObject({ lateness: 'at-risk', why: [{ code: 'too-few-hands', value: 1 }, { code: 'no-one-picking', value: 300 }] })
    // What is picked waits for others; a pace that was measured counts for more.
    expect(lateness(facts({ ...waiting, toPickPieces: 0, dueNoLaterPieces: 9_000 })).lateness).toBe('on-time')
    expect(lateness(facts({ ...waiting, unitsPerHour: 600, dueNoLaterPieces: 9_000 })).lateness).toBe('on-time')
  })
  test('[LT6] says where it waits', () => {
    const late = { nowMs: 101 * MINUTE }
    const codes = (more: Partial<LatenessFacts>) => lateness(facts({ ...late, ...more })).why.slice(1).map(reason => reason.code)
    expect(codes({ toPickPieces: 5, pickers: 0, shortOrders: 2 })).toEqual(['short-orders', 'no-one-picking'])
    expect(codes({ toPickPieces: 5 })).toEqual(['waiting-for-picking'])
    expect(codes({ toSortPieces: 5 })).toEqual(['waiting-for-sorting'])
  })
  test('[LT2] [LT3] less time never makes a wave less late', () => {
    const rank = { 'on-time': 0, 'at-risk': 1, late: 2, over: 9 }
    fc.assert(fc.property(fc.nat(200), fc.nat(200), fc.integer({ min: 1, max: 300 }), fc.option(fc.nat(200)), fc.nat(900), (a, b, remainingUnits, unitsPerHour, dueNoLaterPieces) => {
      const at = (nowMinutes: number) => rank[lateness(facts({ nowMs: nowMinutes * MINUTE, remainingUnits, toPickPieces: remainingUnits, dueNoLaterPieces, unitsPerHour })).lateness]
      expect(at(Math.min(a, b))).toBeLessThanOrEqual(at(Math.max(a, b)))
    }))
  })
})
