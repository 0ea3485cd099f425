// Tones as numbers: what each sound is made of, and the samples of it. Rules FS1..FS6 of docs/specs/feedback-sounds.md.
import { soundGroupOf, type PlainTone, type SoundGroup } from '#renderer/feedback/sound-files.ts'
import { refusalReasons, type RefusalReason } from '#shared/domain/outcomes/refusal-reasons.ts'

export const toneRateHz = 16_000

/** One sounding stretch and the silence after it. The pitch glides from `fromHz` to `toHz`. */
export type Note = { fromHz: number; toHz: number; soundMs: number; restMs: number }

/** `sine` is soft and clean, `buzz` has odd overtones, so that a low note is heard from a small loudspeaker. */
export type Tone = { voice: 'sine' | 'buzz'; notes: Note[] }

const note = (fromHz: number, soundMs: number, restMs = 0, toHz = fromHz): Note => ({ fromHz, toHz, soundMs, restMs })

export const plainTones: Record<PlainTone, Tone> = {
  ok: { voice: 'sine', notes: [note(1050, 45), note(1400, 60)] },
  done: { voice: 'sine', notes: [note(1050, 80, 15), note(1320, 80, 15), note(1760, 160)] },
  ask: { voice: 'sine', notes: [note(660, 140, 60), note(660, 140, 60), note(560, 200)] },
}

/** FS4: told apart by rhythm and movement, so that they differ on a bad loudspeaker and for the hard of hearing too. */
const motifs: Record<SoundGroup, Note[]> = {
  person: [note(260, 110, 30), note(200, 200, 60)],
  scan: [note(180, 300, 60)],
  pick: [note(200, 130, 70), note(200, 130, 60)],
  check: [note(220, 90, 50), note(220, 90, 50), note(220, 90, 60)],
  weigh: [note(320, 380, 60, 140)],
  waybill: [note(170, 90, 20), note(280, 90, 20), note(170, 90, 20), note(280, 90, 60)],
  'hand-over': [note(240, 280, 60), note(160, 90, 60)],
  stop: [note(260, 170, 0, 520), note(520, 170, 0, 260), note(260, 170, 0, 520), note(520, 170, 70, 260)],
}

const signatureHz = [150, 180, 215, 255, 305] as const

/** FS5: the group's motif and then two short notes that no other reason of the group has. */
export function refusalTone(reason: RefusalReason): Tone {
  const group = soundGroupOf[reason]
  const rank = refusalReasons.filter((other) => soundGroupOf[other] === group).indexOf(reason)
  // The first notes change fastest, so neighbours in the list sound least alike.
  const first = signatureHz[rank % signatureHz.length]
  const second = signatureHz[(rank + 2 + Math.floor(rank / signatureHz.length)) % signatureHz.length]
  if (first === undefined || second === undefined || rank < 0) throw new RangeError(`no signature for ${reason}`)
  return { voice: 'buzz', notes: [...motifs[group], note(first, 80, 25), note(second, 80)] }
}

/** Sum of the partials of a buzz at full strength, for one loudness over all pitches. */
const buzzPartials = [1, 3, 5, 7, 9]
const buzzPeak = 1.15

function wave(voice: Tone['voice'], phase: number): number {
  if (voice === 'sine') return Math.sin(phase)
  let sum = 0
  for (const partial of buzzPartials) sum += Math.sin(phase * partial) / partial
  return sum / buzzPeak
}

/** Samples between -1 and 1 at toneRateHz. Every note fades in and out over 4 ms, so that nothing clicks. */
export function renderTone({ voice, notes }: Tone): Float64Array {
  const peak = 0.72
  const fadeSamples = Math.round(toneRateHz * 0.004)
  const lengthOf = (ms: number): number => Math.round((toneRateHz * ms) / 1000)
  const samples = new Float64Array(notes.reduce((sum, { soundMs, restMs }) => sum + lengthOf(soundMs) + lengthOf(restMs), 0))
  let at = 0
  for (const { fromHz, toHz, soundMs, restMs } of notes) {
    const count = lengthOf(soundMs)
    let phase = 0
    for (let index = 0; index < count; index += 1) {
      phase += (2 * Math.PI * (fromHz + ((toHz - fromHz) * index) / count)) / toneRateHz
      const fade = Math.min(1, index / fadeSamples, (count - 1 - index) / fadeSamples)
      samples[at + index] = wave(voice, phase) * peak * Math.max(0, fade)
    }
    at += count + lengthOf(restMs)
  }
  return samples
}

/** A mono 16-bit PCM WAV file. */
export function wavOf(samples: Float64Array): Uint8Array {
  const bytes = new Uint8Array(44 + samples.length * 2)
  const view = new DataView(bytes.buffer)
  const text = (offset: number, value: string): void => { for (let index = 0; index < value.length; index += 1) bytes[offset + index] = value.charCodeAt(index) }
  text(0, 'RIFF'); view.setUint32(4, 36 + samples.length * 2, true); text(8, 'WAVEfmt ')
  view.setUint32(16, 16, true); view.setUint16(20, 1, true); view.setUint16(22, 1, true)
  view.setUint32(24, toneRateHz, true); view.setUint32(28, toneRateHz * 2, true); view.setUint16(32, 2, true); view.setUint16(34, 16, true)
  text(36, 'data'); view.setUint32(40, samples.length * 2, true)
  for (let index = 0; index < samples.length; index += 1) view.setInt16(44 + index * 2, Math.round((samples[index] ?? 0) * 32767), true)
  return bytes
}

/** Reads back what wavOf wrote. */
export function samplesOfWav(bytes: Uint8Array): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const rate = view.getUint32(24, true)
  if (rate !== toneRateHz || view.getUint16(22, true) !== 1) throw new RangeError(`expected mono at ${toneRateHz} Hz, got ${rate} Hz`)
  return Float64Array.from({ length: view.getUint32(40, true) / 2 }, (_, index) => view.getInt16(44 + index * 2, true) / 32767)
}

/**
 * The fundamental frequency of a stretch by autocorrelation, searched from 100 Hz to 2,000 Hz; null when it is nearly silent.
 * The shortest lag within 5 % of the best is taken, since whole multiples of a period fit as well as the period.
 */
export function fundamentalHz(samples: Float64Array): number | null {
  const energy = samples.reduce((sum, value) => sum + value * value, 0)
  if (energy / samples.length < 0.001) return null
  const longest = Math.min(Math.floor(toneRateHz / 100), Math.floor(samples.length / 2))
  const fits: number[] = []
  for (let lag = Math.floor(toneRateHz / 2000); lag <= longest; lag += 1) {
    let sum = 0
    let scale = 0
    for (let index = 0; index + lag < samples.length; index += 1) {
      const one = samples[index] ?? 0
      const two = samples[index + lag] ?? 0
      sum += one * two
      scale += (one * one + two * two) / 2
    }
    fits[lag] = scale > 0 ? sum / scale : 0
  }
  const best = Math.max(...fits.filter((fit) => fit !== undefined))
  const lag = fits.findIndex((fit, index) => fit !== undefined && fit >= best * 0.95 && fit >= (fits[index - 1] ?? -1) && fit >= (fits[index + 1] ?? -1))
  return lag > 0 ? toneRateHz / lag : null
}
