import { describe, expect, test } from 'vitest'
import { acceptedVerdicts, type Outcome } from '#shared/domain/outcomes/outcome.ts'
import { refusalReasons } from '#shared/domain/outcomes/refusal-reasons.ts'
import { feedbackOf, refusalFeedback } from './feedback-table.ts'

const good: Outcome[] = [...acceptedVerdicts.map((verdict): Outcome => ({ kind: 'accepted', verdict, values: {} })), { kind: 'asked', values: {} }, { kind: 'ignored', why: 'bounce' }]

describe('feedback', () => {
  test('[FB2] no two refusals share a tone or a spoken phrase', () => {
    const rows = refusalReasons.map(refusalFeedback)
    expect(new Set(rows.map((row) => row.toneFile)).size).toBe(refusalReasons.length)
    for (const language of ['zh', 'en'] as const) expect(new Set(rows.map((row) => row.speechFile(language))).size).toBe(refusalReasons.length)
  })
  test('[FB3] every refusal and nothing else must be acknowledged', () => {
    expect(refusalReasons.every((reason) => refusalFeedback(reason).mustAcknowledge)).toBe(true)
    expect(good.some((outcome) => feedbackOf(outcome).mustAcknowledge)).toBe(false)
  })
  test('[FB4] no success has the tone, colour or icon of a refusal', () => {
    const refusals = refusalReasons.map(refusalFeedback)
    for (const outcome of good) {
      const row = feedbackOf(outcome)
      expect(refusals.some((refusal) => refusal.colour === row.colour || refusal.icon === row.icon)).toBe(false)
      if (row.toneFile !== null) expect(refusals.some((refusal) => refusal.toneFile === row.toneFile)).toBe(false)
    }
  })
  test('[FB6] what stops a parcel looks unlike every other refusal', () => {
    for (const reason of ['order-stopped', 'parcel-stopped'] as const) expect(refusalFeedback(reason).colour).toBe('stop')
    expect(refusalFeedback('wrong-item').colour).toBe('refused')
  })
})
