import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { discrepancyChoices, discrepancyKinds, hubCauses, quarantineCauses, waveStates } from '#shared/contract/board-api.ts'
import { boardRefusals, boardRefusalWords, leftOutReasons } from '#shared/contract/board-refusals.ts'
import { rollingWaitCodes } from '#shared/contract/rolling-waves.ts'
import { startReasons } from '#shared/domain/waves/rolling.ts'
import { meanwhileReasons, unplannableReasons } from '#shared/contract/wave-plans.ts'
import { CheckStep, PickStep, PutStep, Trouble } from '#shared/contract/station-view.ts'
import { printerConditions } from '#shared/domain/printing/status-maps.ts'
import { approvalReasons, enclosures, pickModes, reprintReasons, roles, uniqueCodeKinds } from '#shared/domain/facts/common.ts'
import { factShapes } from '#shared/domain/facts/facts.ts'
import { holdCodes, importRefusalCodes, importSentences, lateChanges } from '#shared/domain/orders/import-sentences.ts'
import { acceptedVerdicts } from '#shared/domain/outcomes/outcome.ts'
import { lightSignals } from '#shared/domain/outcomes/light-signal.ts'
import { profileRefusals } from '#shared/contract/profile-calls.ts'
import { scannerFindings } from '#shared/domain/scanner-setup/findings.ts'
import { labelFields, labelKinds } from '#shared/domain/labels/label-kinds.ts'
import { templateFaults } from '#shared/domain/labels/label-template.ts'
import { labelRefusals } from '#shared/domain/labels/label-refusals.ts'
import { numberStates, rangeStates } from '#shared/domain/waybills/number-ranges.ts'
import { suggestReasons, suggestTerms } from '#shared/domain/waves/wave-building/suggestion.ts'
import { whyFramesRefused } from '#shared/domain/weighing/scale-protocols/scale-protocol.ts'
import { troubleReasons } from '#shared/domain/outcomes/trouble-reasons.ts'
import { refusalReasons } from '#shared/domain/outcomes/refusal-reasons.ts'

type Words = { [key: string]: string | Words }

const read = (language: string): Map<string, string> => flat(JSON.parse(readFileSync(new URL(`./${language}.json`, import.meta.url), 'utf8')) as Words)

function flat(words: Words, prefix = ''): Map<string, string> {
  return new Map(Object.entries(words).flatMap(([key, value]) => (typeof value === 'string' ? [[prefix + key, value] as const] : [...flat(value, `${prefix}${key}.`)])))
}

const chinese = read('zh-cn')
const english = read('en')
const slotsOf = (text: string): string[] => [...text.matchAll(/\{\{(\w+)(?:, \w+)?\}\}/g)].map((match) => match[1] ?? '').sort()

describe('words', () => {
  test('both languages have the same keys', () => expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort()))
  test('both languages fill in the same values', () => {
    for (const [key, text] of chinese) expect([key, ...slotsOf(english.get(key) ?? '')]).toEqual([key, ...slotsOf(text)])
  })
  test('nothing is left empty or in the other language', () => {
    for (const [key, text] of english) {
      expect(text.trim(), key).not.toBe('')
      if (key !== 'board.language') expect(text, key).not.toMatch(/[\u4e00-\u9fff]/)
    }
    for (const [key, text] of chinese) if (!['appName', 'board.language', 'common.of', 'common.listComma'].includes(key)) expect(text, key).toMatch(/[\u4e00-\u9fff]/)
  })
  test.each([
    ['refused.*.what', refusalReasons.map((reason) => `refused.${reason}.what`)],
    ['refused.*.next', refusalReasons.map((reason) => `refused.${reason}.next`)],
    ['accepted', acceptedVerdicts.map((verdict) => `accepted.${verdict}`)],
    ['devices.signal', lightSignals.map((signal) => `devices.signal.${signal}`)],
    ['devices.profile.refused', profileRefusals.map((why) => `devices.profile.refused.${why}`)],
    ['devices.finding.*.what', scannerFindings.map((finding) => `devices.finding.${finding}.what`)],
    ['devices.finding.*.next', scannerFindings.map((finding) => `devices.finding.${finding}.next`)],
    ['labels.field', [...new Set(labelKinds.flatMap((kind) => { const { texts, lists, tables } = labelFields[kind]; return [...texts, ...lists, ...Object.keys(tables), ...Object.values(tables).flat()] }))].map((field) => `labels.field.${field}`)],
    ['labels.kind', labelKinds.map((kind) => `labels.kind.${kind}`)],
    ['labels.fault', [...labelRefusals, ...templateFaults].map((code) => `labels.fault.${code}`)],
    ['scaleTroubleAdvice', [...whyFramesRefused, 'not-understood'].map((reason) => `scaleTroubleAdvice.${reason}`)],
    ['troubleReason', troubleReasons.map((reason) => `troubleReason.${reason}`)],
    ['trouble', Trouble.shape.code.options.map((code) => `trouble.${code}`)],
    ['printerCondition', printerConditions.map((condition) => `printerCondition.${condition}`)],
    ['why', ['no-one-picking', 'waiting-for-picking', 'waiting-for-sorting', 'waiting-for-checking', 'short-orders', 'too-few-hands', 'no-pace-yet', 'too-slow', 'hardly-in-time', 'cut-off-passed'].map((why) => `why.${why}`)],
    ['numbers.rangeState', rangeStates.map((state) => `numbers.rangeState.${state}`)],
    ['numbers.carrierState', numberStates.map((state) => `numbers.carrierState.${state}`)],
    ['choice', discrepancyChoices.map((choice) => `choice.${choice}`)],
    ['suggest.why', suggestReasons.map((reason) => `suggest.why.${reason}`)],
    ['suggest.weight', suggestTerms.map((term) => `suggest.weight.${term}`)],
    ['boardRefusal', boardRefusals.map((code) => `boardRefusal.${code}`)],
    ['plan.meanwhile', meanwhileReasons.map((why) => `plan.meanwhile.${why}`)],
    ['plan.unplannable', unplannableReasons.map((why) => `plan.unplannable.${why}`)],
    ['rolling.why', startReasons.map((why) => `rolling.why.${why}`)],
    ['rolling.waits', rollingWaitCodes.map((code) => `rolling.waits.${code}`)],
    ['leftOut', leftOutReasons.map((why) => `leftOut.${why}`)],
    ['importRefusal', importRefusalCodes.map((code) => `importRefusal.${code}`)],
    ['hold', holdCodes.map((code) => `hold.${code}`)],
    ['lateChange', lateChanges.map((code) => `lateChange.${code}`)],
    ['fact', Object.keys(factShapes).map((kind) => `fact.${kind}`)],
    ['quarantine', [...quarantineCauses, ...hubCauses].flatMap((cause) => [`quarantine.${cause}`, `quarantineHelp.${cause}`])],
    ['reprintReason', reprintReasons.map((reason) => `reprintReason.${reason}`)],
    ['boardFault', ['closed', 'fault', 'bad-input', 'unknown-call'].map((code) => `boardFault.${code}`)],
    ['discrepancy', discrepancyKinds.map((kind) => `discrepancy.${kind}`)],
    ['check', CheckStep.options.map((step) => `check.${step}`)],
    ['pick', [...PickStep.options, 'tote-change'].map((step) => `pick.${step}`)],
    ['put', PutStep.options.map((step) => `put.${step}`)],
    ['mode', pickModes.map((mode) => `mode.${mode}`)],
    ['role', roles.map((role) => `role.${role}`)],
    ['enclosure', enclosures.map((enclosure) => `enclosure.${enclosure}`)],
    ['uniqueCode', uniqueCodeKinds.map((kind) => `uniqueCode.${kind}`)],
    ['approvalReason', approvalReasons.map((reason) => `approvalReason.${reason}`)],
    ['waveState', waveStates.map((state) => `waveState.${state}`)],
  ])('every %s has words', (_group, keys) => {
    expect(keys.filter((key) => !chinese.has(key))).toEqual([])
  })
  test.each([
    ['boardRefusal', boardRefusalWords],
    ['importRefusal', importSentences],
  ])('%s is said in English as the API says it', (group, sentences) => {
    for (const [code, words] of Object.entries(sentences)) expect(english.get(`${group}.${code}`)).toBe(words)
  })
  test('the way out of a refusal is a full sentence of its own, never the refusal again', () => {
    for (const reason of refusalReasons) expect(chinese.get(`refused.${reason}.next`)).not.toBe(chinese.get(`refused.${reason}.what`))
  })
})
