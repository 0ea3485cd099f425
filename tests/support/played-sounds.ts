import type { Page } from 'playwright-core'

/** From the next load of the page on, notes the file of every sound that is started. */
export async function noteSounds(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const played: string[] = []
    Object.assign(globalThis, { playedSounds: played })
    const urlOf = new WeakMap<object, string>()
    const { arrayBuffer } = Response.prototype
    Response.prototype.arrayBuffer = async function (this: Response) {
      const bytes = await arrayBuffer.call(this)
      urlOf.set(bytes, new URL(this.url).pathname)
      return bytes
    }
    const { decodeAudioData } = BaseAudioContext.prototype
    BaseAudioContext.prototype.decodeAudioData = async function (this: BaseAudioContext, bytes: ArrayBuffer) {
      const sound = await decodeAudioData.call(this, bytes)
      urlOf.set(sound, urlOf.get(bytes) ?? '')
      return sound
    }
    const { start } = AudioBufferSourceNode.prototype
    AudioBufferSourceNode.prototype.start = function (this: AudioBufferSourceNode, ...when: []) {
      played.push((this.buffer && urlOf.get(this.buffer)) ?? 'an unknown sound')
      start.apply(this, when)
    }
  })
}

/** The files started since the last time this was asked. */
export function soundsSince(page: Page): Promise<string[]> {
  return page.evaluate(() => (globalThis as unknown as { playedSounds: string[] }).playedSounds.splice(0))
}
