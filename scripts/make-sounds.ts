// Makes every file under assets/sounds but phrases.json. Run by hand when a phrase or a tone changes, and commit the result:
// the product plays files and needs neither espeak-ng nor sox.
//   node scripts/make-sounds.ts [REASON…]     all sounds, or the speech of some reasons only
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { refusalToneFileOf, speechFileOf, speechLanguages, toneFileOf, type SpeechLanguage } from '#renderer/feedback/sound-files.ts'
import { refusalReasons } from '#shared/domain/outcomes/refusal-reasons.ts'
import { plainTones, refusalTone, renderTone, wavOf } from './sounds/tones.ts'

type Phrase = { zh: string; pinyin: string; en: string }

const soundsFolder = join(import.meta.dirname, '../assets/sounds')
const phrases = JSON.parse(readFileSync(join(soundsFolder, 'phrases.json'), 'utf8')) as Record<string, Phrase>

// Mandarin is given as numbered pinyin: from characters espeak-ng guesses readings, and some of ours came out as English.
const voices: Record<SpeechLanguage, { voice: string; textOf: (phrase: Phrase) => string; wordsPerMinute: number; pitch: number }> = {
  zh: { voice: 'cmn-latn-pinyin+f2', textOf: (phrase) => phrase.pinyin, wordsPerMinute: 172, pitch: 52 },
  en: { voice: 'en-us+f3', textOf: (phrase) => phrase.en, wordsPerMinute: 175, pitch: 52 },
}

// Silence off both ends, rumble off, quiet parts lifted so that a hall does not swallow them, peak at -2 dB.
const trim = ['silence', '1', '0.01', '0.15%']
const polish = ['gain', '-10', ...trim, 'reverse', ...trim, 'reverse', 'highpass', '140', 'treble', '+4', '3000', 'compand', '0.005,0.08', '6:-70,-60,-40,-24,-20,-13,0,-9', '0', '-90', '0.01', 'rate', '-v', '16000', 'pad', '0.02', '0.04', 'gain', '-n', '-2']

function makeTones(): void {
  mkdirSync(join(soundsFolder, 'tones/refused'), { recursive: true })
  for (const tone of ['ok', 'done', 'ask'] as const) writeFileSync(join(soundsFolder, toneFileOf(tone)), wavOf(renderTone(plainTones[tone])))
  for (const reason of refusalReasons) writeFileSync(join(soundsFolder, refusalToneFileOf(reason)), wavOf(renderTone(refusalTone(reason))))
}

function makeSpeech(reasons: readonly string[]): void {
  const work = mkdtempSync(join(tmpdir(), 'packwave-speech-'))
  try {
    for (const language of speechLanguages) {
      mkdirSync(join(soundsFolder, language), { recursive: true })
      const { voice, textOf, wordsPerMinute, pitch } = voices[language]
      for (const reason of refusalReasons.filter((known) => reasons.length === 0 || reasons.includes(known))) {
        const phrase = phrases[reason]
        if (!phrase) throw new RangeError(`assets/sounds/phrases.json has no phrase for ${reason}`)
        const raw = join(work, 'raw.wav')
        execFileSync('espeak-ng', ['-v', voice, '-s', String(wordsPerMinute), '-p', String(pitch), '-a', '100', '-w', raw, textOf(phrase)], { stdio: ['ignore', 'ignore', 'inherit'] })
        // -R: the same input gives the same bytes where the tool can.
        execFileSync('sox', ['-R', raw, '-C', '4', join(soundsFolder, speechFileOf(reason, language)), ...polish], { stdio: ['ignore', 'ignore', 'inherit'] })
      }
    }
  } finally {
    rmSync(work, { recursive: true })
  }
}

makeTones()
makeSpeech(process.argv.slice(2))
console.log(`Made ${refusalReasons.length} refusal tones and their speech in ${speechLanguages.join(' and ')}.`)
