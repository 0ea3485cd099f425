// Plays the tone of an outcome and, after it, the spoken phrase. All files are loaded and decoded at start: no delay at the beep.
import type { Outcome } from '#shared/domain/outcomes/outcome.ts'
import { refusalReasons } from '#shared/domain/outcomes/refusal-reasons.ts'
import { feedbackOf } from './feedback-table.ts'
import { refusalToneFileOf, speechFileOf, speechLanguages, toneFileOf } from './sound-files.ts'

export type Speaker = {
  /** Stops what still sounds and plays this outcome. `volume` 0–1. */
  play(outcome: Outcome, volume: number, language: 'zh-CN' | 'en'): void
}

/** Relative to the page, so that app:// and the hub serve the same files. */
function urlOf(file: string): string {
  return `sounds/${file}`
}

/** A missing or broken sound never stops work: it is reported once and the screen still says everything. */
export function createSpeaker(onTrouble: (file: string, error: unknown) => void): Speaker {
  const audio = new AudioContext({ latencyHint: 'interactive' })
  const loudness = audio.createGain()
  loudness.connect(audio.destination)
  const buffers = new Map<string, AudioBuffer>()
  let playing: AudioBufferSourceNode[] = []

  const load = async (file: string): Promise<void> => {
    try {
      const response = await fetch(urlOf(file))
      if (!response.ok) throw new Error(`${response.status}`)
      buffers.set(file, await audio.decodeAudioData(await response.arrayBuffer()))
    } catch (error) {
      onTrouble(file, error)
    }
  }
  const files = [toneFileOf('ok'), toneFileOf('done'), toneFileOf('ask'), ...refusalReasons.map(refusalToneFileOf), ...speechLanguages.flatMap((language) => refusalReasons.map((reason) => speechFileOf(reason, language)))]
  const loadAll = async (): Promise<void> => {
    for (const file of files) await load(file)
  }
  void loadAll()

  return {
    play(outcome, volume, language) {
      const feedback = feedbackOf(outcome)
      const speech = feedback.speechFile(language === 'zh-CN' ? 'zh' : 'en')
      if (feedback.toneFile === null && speech === null) return
      void audio.resume() // Chromium starts a context asleep until a person has touched the page.
      for (const source of playing) source.stop()
      playing = []
      loudness.gain.value = volume
      let startAt = audio.currentTime
      for (const file of [feedback.toneFile, speech]) {
        const buffer = file === null ? undefined : buffers.get(file)
        if (!buffer) continue
        const source = audio.createBufferSource()
        source.buffer = buffer
        source.connect(loudness)
        source.start(startAt)
        startAt += buffer.duration
        playing.push(source)
      }
    },
  }
}
