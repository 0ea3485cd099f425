// What a packer has at the real window: eyes on the screen, a scanner that types, a finger for the buttons. Nothing is asked of the station directly.
import type { Page } from 'playwright-core'
import { commandCodes, type Command } from '#shared/domain/codes/command-codes.ts'
import { bounceMs } from '#station/app/handle-scan.ts'
import { keyOf, scannerKeys } from './scanner-keys.ts'

/** What is painted now. */
export type Seen = {
  screen: string
  step: string
  instruction: string
  /** Text of the work area, without the bar below it, whose ages change by themselves. */
  main: string
  place: string
  sku: string
  missing: number
  slot: string
  refusal: string
  approval: string
  isLinkLost: boolean
  /** How many scans and PINs were answered since the page was loaded. */
  answers: number
}

export type Hands = {
  page: Page
  look(): Promise<Seen>
  /** Waits until the screen shows it, and answers what it shows. */
  until(what: string, holds: (seen: Seen) => boolean, timeoutMs?: number): Promise<Seen>
  /** Sends the keys of one scan and waits for nothing. */
  pull(code: string): Promise<void>
  /** One scan; answers what the screen shows once the station has answered. */
  scan(code: string): Promise<Seen>
  press(command: Command): Promise<Seen>
  /** Digits on the pad, one by one, and its OK. */
  enterPin(pin: string): Promise<Seen>
  /** Reads a refusal, and scans the Confirm card. */
  acknowledge(reason: string): Promise<Seen>
  /** What reaches outside the window or would have to be scrolled to; empty when all fits. */
  overflow(): Promise<string[]>
}

const codeOf = new Map(commandCodes.map((each) => [each.command, each.code]))

type KeyEvent = { type: 'rawKeyDown' | 'keyUp'; code: string; key: string; modifiers: number; windowsVirtualKeyCode?: number }

/** Key events as a scanner's: each key down and up, Shift around capitals, Enter at the end. */
function keysOf(text: string): KeyEvent[] {
  const shiftKey = { code: 'ShiftLeft', key: 'Shift', windowsVirtualKeyCode: 16 }
  return [...`${text}\n`].flatMap((character): KeyEvent[] => {
    const { code, shift } = keyOf(character)
    const press = { code, key: character === '\n' ? 'Enter' : character, modifiers: shift ? 8 : 0 }
    const presses: KeyEvent[] = [{ type: 'rawKeyDown', ...press }, { type: 'keyUp', ...press }]
    return shift ? [{ type: 'rawKeyDown', ...shiftKey, modifiers: 8 }, ...presses, { type: 'keyUp', ...shiftKey, modifiers: 0 }] : presses
  })
}

/** Runs in the page. */
function readPage(): Seen {
  const textOf = (selector: string): string => (document.querySelector(selector) as HTMLElement | null)?.innerText.trim() ?? ''
  const frame = document.querySelector('[data-testid=screen]')
  return {
    screen: frame?.getAttribute('data-screen') ?? '',
    step: frame?.getAttribute('data-step') ?? '',
    instruction: textOf('[data-testid=instruction]'),
    main: textOf('main'),
    place: textOf('[data-testid=place]'),
    sku: textOf('.product-sku').split(/\s/)[0] ?? '',
    missing: Number(textOf('[data-testid=missing]') || '0'),
    slot: textOf('[data-testid=slot]'),
    refusal: document.querySelector('[data-testid=refusal]')?.getAttribute('data-reason') ?? '',
    approval: textOf('[data-testid=approval-next]'),
    isLinkLost: document.querySelector('[data-testid=link-lost]') !== null,
    answers: Number(frame?.getAttribute('data-answers') ?? '0'),
  }
}

function readOverflow(): string[] {
  const { scrollHeight, scrollWidth } = document.documentElement
  const page = scrollHeight > innerHeight || scrollWidth > innerWidth ? [`the page is ${scrollWidth}×${scrollHeight} in a window of ${innerWidth}×${innerHeight}`] : []
  const cut = [...document.querySelectorAll('#root *')].filter((element) => {
    const { width, right, bottom } = element.getBoundingClientRect()
    // Lists of any length scroll inside themselves.
    return width > 0 && element.closest('.line-list, svg, .board-body, .settings, .choose-lists') === null && (right > innerWidth + 1 || bottom > innerHeight + 1)
  })
  return [...page, ...cut.map((element) => `${element.tagName.toLowerCase()}.${element.className}`)]
}

export async function handsAt(page: Page): Promise<Hands> {
  const sendKeys = scannerKeys(await page.context().newCDPSession(page))
  const look = (): Promise<Seen> => page.evaluate(readPage)
  const until: Hands['until'] = async (what, holds, timeoutMs = 60_000) => {
    const endsAt = performance.now() + timeoutMs
    for (;;) {
      const seen = await look()
      if (holds(seen)) return seen
      if (performance.now() > endsAt) throw new Error(`Waited ${timeoutMs / 1000} s for ${what}; the screen shows ${JSON.stringify(seen)}`)
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)))
    }
  }
  const answerTo = async (what: string, act: () => Promise<void>): Promise<Seen> => {
    const before = await look()
    await act()
    return until(`an answer to ${what}`, (seen) => seen.answers !== before.answers)
  }
  const pull = (code: string): Promise<void> => sendKeys(keysOf(code))
  let last = { code: '', atMs: 0 }
  /** A hand is slower than a bounce: the same code twice within that time would count once, and rightly so. */
  const scan = async (code: string): Promise<Seen> => {
    while (code === last.code && performance.now() - last.atMs < 2 * bounceMs) await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)))
    const seen = await answerTo(code, () => pull(code))
    last = { code, atMs: performance.now() }
    return seen
  }
  const press = (command: Command): Promise<Seen> => scan(codeOf.get(command) ?? '')
  return {
    page, look, until, pull, scan, press,
    async enterPin(pin) {
      for (const digit of pin) await page.click(`.pin-keys button:text-is("${digit}")`)
      return answerTo('the PIN', () => page.click('.pin-keys .button-main'))
    },
    async acknowledge(reason) {
      await until(`the refusal ${reason}`, (seen) => seen.refusal === reason)
      await pull(codeOf.get('confirm') ?? '')
      return until('the refusal to go', (seen) => seen.refusal === '')
    },
    overflow: () => page.evaluate(readOverflow),
  }
}
