// What a supervisor is told about a wave she could release now. Runs anywhere: no clock, no I/O. Rules SG1..SG9 of docs/specs/wave-building.md.
import type { ReleaseRule, WaveCandidate } from '../release-rule.ts'

/** A waiting order with the places its lines are taken from. `aisle` names an aisle of a zone, in whatever words the site has. */
export type SuggestOrder = WaveCandidate & { lines: readonly { sku: string; quantity: number; aisle: string }[] }

/** Free pieces of a product in an aisle; null: lies there, was never counted. */
export type AisleStock = { sku: string; aisle: string; quantity: number | null }

/** The floor at this moment. Paces are of one person. */
export type Floor = {
  nowMs: number
  pickers: number
  /** Orders that a wave of a wall or cart mode can put down now. */
  freeWallSlots: number
  freeCartSlots: number
  /** Parcels the check stations have room for before they have no more than they can do in the next hour. */
  freeStationParcels: number
  secondsPerPiece: number
  secondsPerAisle: number
}

/** 0: does not matter, 10: matters most. */
export type SuggestWeights = { cutOff: number; stations: number; stock: number; singles: number; walking: number }
export const suggestTerms = ['cutOff', 'stations', 'stock', 'singles', 'walking'] as const satisfies readonly (keyof SuggestWeights)[]
export const usualWeights: SuggestWeights = { cutOff: 8, stations: 5, stock: 4, singles: 3, walking: 6 }

export const suggestReasons = ['cut-off-passed', 'cut-off-near', 'picked-in-time', 'picked-too-late', 'stations-free', 'stations-full', 'all-in-stock', 'short-held-back', 'no-wall-needed', 'few-aisles'] as const
/** With its figure: minutes (cut-off-passed, cut-off-near, picked-in-time, picked-too-late), parcels (stations-…), orders (all-in-stock, short-held-back, no-wall-needed), pieces per aisle (few-aisles). */
export type SuggestReason = (typeof suggestReasons)[number]

export type WaveSuggestion = {
  ruleId: string
  mode: ReleaseRule['mode']
  carrierCode: string
  itemCount: 'single' | 'multi'
  cutOffAtMs: number
  orderIds: string[]
  pieces: number
  aisles: number
  /** Until the last piece is picked, by `pickers` together. */
  minutes: number
  pickers: number
  /** 0..1: what speaks for it, weighed. */
  score: number
  /** What each term came to, 0..1, before weighing. */
  terms: SuggestWeights
  /** What speaks for and against it, the weightiest first. */
  why: { code: SuggestReason; value: number }[]
  /** Waiting orders of the same kind that are not in it. */
  heldBack: { shortOfStock: number; noRoom: number }
}
