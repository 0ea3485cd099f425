// Rules FS1..FS7 of docs/specs/feedback-sounds.md, measured on the files that ship.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { refusalToneFileOf, soundGroupOf, soundGroups, speechFileOf, speechLanguages, toneFileOf } from '#renderer/feedback/sound-files.ts'
import { refusalReasons } from '#shared/domain/outcomes/refusal-reasons.ts'
import { fundamentalHz, plainTones, refusalTone, renderTone, samplesOfWav, toneRateHz, type Tone } from './tones.ts'

const soundsFolder = join(import.meta.dirname, '../../assets/sounds')
const readTone = (file: string): Float64Array => samplesOfWav(readFileSync(join(soundsFolder, file)))
const lengthMs = (samples: Float64Array): number => (samples.length / toneRateHz) * 1000
const phrases = JSON.parse(readFileSync(join(soundsFolder, 'phrases.json'), 'utf8')) as Record<string, { zh: string; pinyin: string; en: string }>

/** The measured pitch of each steady note, in order. Gliding notes are measured at both ends. */
function pitchesOf(samples: Float64Array, { notes }: Tone): number[] {
  const pitches: number[] = []
  let atMs = 0
  for (const { soundMs, restMs, fromHz, toHz } of notes) {
    const windowMs = fromHz === toHz ? soundMs - 10 : 30
    for (const startMs of fromHz === toHz ? [atMs + 5] : [atMs + 5, atMs + soundMs - windowMs - 5]) {
      const hz = fundamentalHz(samples.subarray(Math.round((startMs * toneRateHz) / 1000), Math.round(((startMs + windowMs) * toneRateHz) / 1000)))
      if (hz == null) throw new RangeError(`silence where a note should be, at ${startMs} ms`)
      pitches.push(hz)
    }
    atMs += soundMs + restMs
  }
  return pitches
}

describe('tones', () => {
  test('the pitch finder finds a known pitch', () => {
    for (const hz of [140, 180, 260, 440, 780, 1400]) {
      const samples = renderTone({ voice: hz < 500 ? 'buzz' : 'sine', notes: [{ fromHz: hz, toHz: hz, soundMs: 100, restMs: 0 }] })
      expect(Math.abs((fundamentalHz(samples) ?? 0) - hz) / hz).toBeLessThan(0.05)
    }
    expect(fundamentalHz(new Float64Array(1600))).toBeNull()
  })

  test('[FS1] success is high, rising and short', () => {
    for (const [name, maxMs] of [['ok', 120], ['done', 400]] as const) {
      const samples = readTone(toneFileOf(name))
      const pitches = pitchesOf(samples, plainTones[name])
      expect(Math.min(...pitches)).toBeGreaterThanOrEqual(780)
      expect(pitches.toSorted((one, two) => one - two)).toEqual(pitches)
      expect(lengthMs(samples)).toBeLessThanOrEqual(maxMs)
      expect(plainTones[name].voice).toBe('sine')
    }
  })

  test.each(refusalReasons)('[FS2] %s is low and long enough', (reason) => {
    const tone = refusalTone(reason)
    const samples = readTone(refusalToneFileOf(reason))
    const pitches = pitchesOf(samples, tone)
    expect(Math.min(...pitches)).toBeGreaterThanOrEqual(130)
    expect(Math.max(...pitches)).toBeLessThanOrEqual(530)
    expect(lengthMs(samples)).toBeGreaterThanOrEqual(400)
    expect(lengthMs(samples)).toBeLessThanOrEqual(1200)
    expect(tone.voice).toBe('buzz')
  })

  test('[FS3] a question lies between', () => {
    const samples = readTone(toneFileOf('ask'))
    const pitches = pitchesOf(samples, plainTones.ask)
    expect(Math.min(...pitches)).toBeGreaterThan(530)
    expect(Math.max(...pitches)).toBeLessThan(780)
    expect(lengthMs(samples)).toBeGreaterThan(500)
    expect(lengthMs(samples)).toBeLessThan(700)
  })

  test('[FS4] every group is used and its motif differs from every other in rhythm or movement', () => {
    const shapes = soundGroups.map((group) => {
      const reason = refusalReasons.find((known) => soundGroupOf[known] === group)
      if (!reason) throw new RangeError(`no refusal is in group ${group}`)
      const motif = refusalTone(reason).notes.slice(0, -2)
      return motif.map(({ fromHz, toHz, soundMs }, index) => `${soundMs}${Math.sign(toHz - fromHz)}${Math.sign(fromHz - (motif[index - 1]?.toHz ?? fromHz))}`).join(' ')
    })
    expect(new Set(shapes).size).toBe(soundGroups.length)
  })

  test('[FS5] no two tone files are equal, and each is what the script makes today', () => {
    const files = [...refusalReasons.map(refusalToneFileOf), ...(['ok', 'done', 'ask'] as const).map(toneFileOf)]
    expect(new Set(files.map((file) => readFileSync(join(soundsFolder, file)).toString('base64'))).size).toBe(files.length)
    for (const reason of refusalReasons) expect(readTone(refusalToneFileOf(reason)).length).toBe(renderTone(refusalTone(reason)).length)
  })
})

describe('speech', () => {
  test('[FS6] every reason has a short phrase in both languages, and nothing is said of what is no reason', () => {
    expect(Object.keys(phrases).toSorted()).toEqual([...refusalReasons].toSorted())
    for (const [reason, phrase] of Object.entries(phrases)) {
      const characters = [...phrase.zh.replaceAll(/[，。]/g, '')]
      expect(characters.length, reason).toBeLessThanOrEqual(8)
      expect(phrase.pinyin.split(' ').length, `${reason}: one syllable for each character`).toBe(characters.length)
      expect(phrase.pinyin, reason).toMatch(/^[a-z]+[1-5](?: [a-z]+[1-5])*$/)
      expect(phrase.en.split(' ').length, reason).toBeLessThanOrEqual(5)
    }
    for (const key of ['zh', 'en'] as const) expect(new Set(Object.values(phrases).map((phrase) => phrase[key])).size).toBe(refusalReasons.length)
  })

  test.each(refusalReasons)('[FS6] %s is spoken in both languages', (reason) => {
    for (const language of speechLanguages) {
      const bytes = readFileSync(join(soundsFolder, speechFileOf(reason, language)))
      expect(bytes.subarray(0, 4).toString()).toBe('OggS')
      expect(bytes.subarray(28, 35).toString()).toBe('\u0001vorbis'.slice(0, 7))
      // The identification header: channels, then the rate.
      expect(bytes[39]).toBe(1)
      expect(bytes.readUInt32LE(40)).toBe(16_000)
      // The last page says how many samples there are: at least a third of a second, at most two and a half.
      const lastPage = bytes.lastIndexOf('OggS')
      const seconds = Number(bytes.readBigInt64LE(lastPage + 6)) / 16_000
      expect(seconds).toBeGreaterThan(0.33)
      expect(seconds).toBeLessThan(2.5)
    }
  })

  test('[FS7] tones peak between -6 and -0.1 dB, start at once, and all files stay below 3 MB', () => {
    for (const reason of refusalReasons) {
      const samples = readTone(refusalToneFileOf(reason))
      const peak = samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
      expect(peak).toBeGreaterThan(0.5)
      expect(peak).toBeLessThan(0.989)
      expect(samples.findIndex((value) => Math.abs(value) > 0.05)).toBeLessThan(toneRateHz * 0.15)
    }
    const files = readdirSync(soundsFolder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    expect(files.reduce((sum, file) => sum + statSync(join(file.parentPath, file.name)).size, 0)).toBeLessThan(3_000_000)
    // Every file belongs to a reason: none is left over from a reason that went.
    expect(files.length).toBe(1 + 3 + refusalReasons.length * 3)
  })
})
