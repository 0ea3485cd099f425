// Goal: waves start by themselves when there is room for them, and not sooner. Method: one figure after the other at its border.
import { expect, test } from 'vitest'
import { startVerdict, type FloorNow, type WaveNow } from './rolling.ts'
import type { ReleaseRule } from './release-rule.ts'

const rule: ReleaseRule = { ruleId: 'r', name: 'r', carrierCodes: [], cutOffBeforeMinutes: null, itemCount: 'any', zones: [], minPriority: null, mode: 'batch-wall', maxOrders: 60, maxUnits: 1000, maxWeightGrams: 1e9, maxVolumeMl: 1e9, maxSlots: 40, autoRelease: true }
const minute = 60_000
const nowMs = 1_000 * minute
const floor: FloorNow = { freePickers: 2, walkingPickers: 1, openLists: 2, freeSlots: 20, parcelsOnFloor: 100, parcelRoom: 120 }
const wave: WaveNow = { orders: 20, earliestCutOffAtMs: nowMs + 300 * minute, longestWaitingSinceMs: nowMs - 5 * minute }
const verdict = (over: Partial<FloorNow & WaveNow> = {}, asked: Partial<ReleaseRule> = {}) => startVerdict({ ...rule, ...asked }, { ...floor, ...over }, { ...wave, ...over }, nowMs)

test('[RW1] [RW2] a wave starts when one list more than free pickers is not there yet, and says why', () => {
  expect(verdict()).toEqual({ starts: true, why: [{ code: 'pickers-free', value: 2 }, { code: 'slots-free', value: 20 }, { code: 'parcels-free', value: 20 }, { code: 'wave-worth', value: 20 }] })
  expect(verdict({ openLists: 3 })).toEqual({ starts: false, code: 'lists-enough', value: 3, wanted: 2 })
  expect(verdict({ freePickers: 0, openLists: 0 })).toMatchObject({ starts: true })
  expect(verdict({ freePickers: 0, walkingPickers: 0, openLists: 0 })).toMatchObject({ starts: false, code: 'no-picker' })
})

test('[RW3] the benches must have room for the parcels', () => {
  expect(verdict({ parcelsOnFloor: 120 })).toEqual({ starts: false, code: 'stations-full', value: 120, wanted: 120 })
})

test('[RW4] half of a wave must fit the free slots; modes without slots do not ask', () => {
  expect(verdict({ freeSlots: 19 })).toEqual({ starts: false, code: 'slots-few', value: 19, wanted: 20 })
  expect(verdict({ freeSlots: 0, orders: 30 }, { mode: 'single-item' })).toMatchObject({ starts: true })
  expect(verdict({ freeSlots: 0, earliestCutOffAtMs: nowMs })).toEqual({ starts: false, code: 'slots-few', value: 0, wanted: 1 })
})

test('[RW5] half a wave of orders is worth the walk; near the cut-off, or after a long wait, so is one', () => {
  expect(verdict({ orders: 0 })).toMatchObject({ code: 'no-order' })
  expect(verdict({ orders: 19 })).toEqual({ starts: false, code: 'orders-few', value: 19, wanted: 20 })
  expect(verdict({ orders: 1, earliestCutOffAtMs: nowMs + 60 * minute })).toMatchObject({ starts: true, why: [{}, {}, {}, { code: 'cut-off-near', value: 60 }] })
  expect(verdict({ orders: 1, earliestCutOffAtMs: nowMs - minute })).toMatchObject({ why: [{}, {}, {}, { code: 'cut-off-near', value: 0 }] })
  expect(verdict({ orders: 1, freeSlots: 1, longestWaitingSinceMs: nowMs - 30 * minute })).toMatchObject({ starts: true, why: [{}, {}, {}, { code: 'waited-long', value: 30 }] })
})
