// Runs anywhere: no clock, no I/O. Masks a person's name, phone and address for a waybill label: rules MK1..MK15 of docs/specs/masking.md (GB/T 41833-2022).
import type { LabelPayload } from './label-payload.ts'

export type PostalAddress = { province: string; city: string; district: string; detail: string }

const COMPOUND_SURNAMES = new Set(
  ('欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 ' +
    '宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 ' +
    '微生 公户 公玉 公仪 梁丘 公仲 公上 公门 公山 公坚 左丘 公伯 西门 公祖 第五 公乘 贯丘 公皙 南荣 东里 东宫 仲长 子书 子桑 即墨 达奚 褚师').split(' '),
)

const NAME_SEPARATOR = /[\s·•・‧.'-]/u
const STARS_PER_NAME_PART = 6
const NAME_PARTS = 3
const SHOWN_PHONE_DIGITS = 5
const HIDDEN_PHONE_DIGITS = 6
const MOST_PHONE_STARS = 10
const SHOWN_PHONE_TAIL = 2
/** What stands for a hidden unit, floor, room and everything behind it. */
const HIDDEN_PLACE = '***'

const graphemes = new Intl.Segmenter('zh-CN', { granularity: 'grapheme' })

// MK1: control characters, invisible marks, halves of surrogate pairs never reach a label; white space is one blank.
function cleaned(text: string): string {
  return text
    // Together: a mark between two blanks must not leave two of them, nor keep a letter from its accent.
    .replace(/\p{C}*\s[\s\p{C}]*/gu, ' ')
    .replace(/\p{C}/gu, '')
    .normalize('NFC')
    .trim()
}

/**
 * A name of which only the surname (the first letter, or a compound surname before a given name) can be read.
 * At least one character is hidden, a single character entirely. Masking twice changes nothing.
 */
export function maskName(name: string): string {
  const letters = Array.from(graphemes.segment(cleaned(name)), (each) => each.segment)
  if (letters.length === 0) return ''
  // MK3: a single character is hidden.
  if (letters.length === 1) return '*'
  const compound = letters.length > 2 && COMPOUND_SURNAMES.has(letters.slice(0, 2).join(''))
  // MK4: what is not a letter (an emoji, a digit of a phone typed into the name) is not shown even in front.
  const shown = compound ? 2 : /^\p{L}/u.test(letters[0] ?? '') ? 1 : 0
  let masked = letters.slice(0, shown).join('')
  let stars = 0
  let parts = 1
  for (const letter of letters.slice(shown)) {
    // MK5: the parts of a name stay apart (阿***·***), the rest of each part is stars. What is behind the third tells nothing, and a label has no room for it.
    // Only the separator itself: marks that hang on it would not survive a second masking.
    const separator = NAME_SEPARATOR.exec(letter)?.[0]
    stars = separator === undefined ? stars + 1 : 0
    if (separator !== undefined) {
      if (!NAME_SEPARATOR.test(masked.at(-1) ?? '')) parts += 1
      if (parts > NAME_PARTS) break
      masked += separator
    } else if (stars <= STARS_PER_NAME_PART) masked += '*'
  }
  // A tail of separators alone would hide nothing.
  return masked.includes('*') ? masked : masked.slice(0, -1) + '*'
}

/**
 * A phone number of which at most five digits can be read and at least six are hidden: `138******78`.
 * Nothing but digits, stars and the mark of an extension comes out. Masking twice changes nothing.
 */
export function maskPhone(phone: string): string {
  const text = cleaned(phone).normalize('NFKC')
  if (text === '') return ''
  const { main, extension } = splitExtension(text)
  const digits = withoutCountryCode(main.replace(/[^0-9*+]/g, ''))
  // MK8: an extension (also the one of a virtual number) is hidden whole.
  const tail = extension ? '转****' : ''
  if (digits.length === 0) return '***'
  // MK6, MK7: at most five shown, at least six hidden; a number of six digits or fewer is hidden whole.
  const shown = Math.max(0, Math.min(SHOWN_PHONE_DIGITS, digits.length - HIDDEN_PHONE_DIGITS))
  const shownTail = Math.min(SHOWN_PHONE_TAIL, shown)
  const shownHead = shown - shownTail
  const stars = Math.min(MOST_PHONE_STARS, digits.length - shown)
  return digits.slice(0, shownHead) + '*'.repeat(stars) + digits.slice(digits.length - shownTail) + tail
}

function splitExtension(text: string): { main: string; extension: boolean } {
  const marked = /^(.*?\d.*?|.*?\*.*?)(?:转|轉|分机|ext\.?|x|#|,|;)\s*[\d*]/iu.exec(text)
  if (marked?.[1] !== undefined) return { main: marked[1], extension: true }
  const groups = text.split(/\s*[-–—_]\s*/u)
  const first = (groups[0] ?? '').replace(/\s/gu, '')
  if (groups.length === 2 && /^(?:\+?86)?1[\d*]{10}$/.test(first)) return { main: first, extension: true }
  // 0571-87654321-803; 0912-345-678 and 021-6888-8888 are one number in groups.
  if (groups.length === 3 && /^0\d{2,3}$/.test(first) && /^\d{7,8}$/.test((groups[1] ?? '').replace(/\s/gu, ''))) return { main: `${first}${groups[1]}`, extension: true }
  return { main: text, extension: false }
}

// MK9: +86, 0086 and 86 in front of a mobile number tell nothing and are left out; any other + goes, its digits stay and are counted.
function withoutCountryCode(digits: string): string {
  const national = /^(?:\+|00)?86(1[\d*]{10})$/.exec(digits)
  return national?.[1] ?? digits.replaceAll('+', '')
}

const CHINESE_NUMERAL = '[零〇一二三四五六七八九十百两]+'
/** Digits read out one by one (一二零三, a telephone written to be overlooked); of two, many places have their name (八一, 五四). */
const SPELT_DIGITS = '[零〇一二三四五六七八九幺Oo]*[零〇一二三四五六七八九幺]{2}[零〇一二三四五六七八九幺Oo]+|[零〇一二三四五六七八九幺]+[Oo][零〇一二三四五六七八九幺Oo]+|(?:[零〇一二三四五六七八九幺][\\s,，、.·-]){4,}'
/** A number in words without a unit that is no place's name: 三百零二; 十二 and 二十一 where nothing follows; 十二C; behind a house number any (8号十二, 8号附三). */
const SPELT_NUMBER = `[一二三四五六七八九]百[零〇]?[一二三四五六七八九十]+|${CHINESE_NUMERAL}[A-Za-z](?![A-Za-z级])|(?:[一二三四五六七八九百]+十|十)[一二三四五六七八九](?=$|\\P{L}|之)|(?<=号)\\s*附?${CHINESE_NUMERAL}(?=$|\\P{L}|之)`
// A number as people write it in an address: 12, 12B, A12, 十二.
const NUMERAL = `(?:[A-Za-z]?\\d+[A-Za-z]?|${CHINESE_NUMERAL})`
const RANGE = String.raw`(?:\s*[-－—~、/]\s*[A-Za-z]?\d+[A-Za-z]?)`
/** What stands before a door in addresses of other languages. */
const DOOR_WORD =
  String.raw`(?<![\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Arabic}\p{Script=Hebrew}])(?:room|rm|flat|apartment|apt|unit|suite|ste|floor|flr|level|lvl|penthouse|basement|phòng|tầng|daire|kat|wohnung|квартира|кв|комната|этаж|شقة|غرفة|الطابق|דירה|קומה|חדר|ห้อง|ชั้น|호실)(?![\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Arabic}\p{Script=Hebrew}\p{M}])|ห้อง|ชั้น`

const LETTER = String.raw`[\p{L}\p{M}\p{N}]`
/** A number before the name of its street, of two words at most, as addresses in English and in Romance languages begin. Before a court or a garden it may be a flat's, behind a shop or a box it is theirs. */
const STREET_NUMBER =
  String.raw`(?<![\p{L}\p{M}\p{N}/#.-]|(?<!${LETTER})(?:shop|store|stall|booth|lot|box|office|studio|door|gate|no|number)\.?\s*)\d{1,5}[A-Za-z]?(?:(?:\s+[\p{Script=Latin}\p{M}.'’-]+){1,2}?\s+(?:street|str|st|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd|way|parkway|highway)|,?\s+(?:rue|avenue|boulevard|quai|chemin|allée|via|viale|piazza|corso|calle|avenida|plaza|rua|đường|jalan)\s+[\p{Script=Latin}\p{M}.'’-]+)(?!${LETTER})`

/** What a number may mean, in the order in which it is tried. */
const placePattern = new RegExp(
  [
    String.raw`(?<stop>\*)`,
    `(?<street>${STREET_NUMBER})`,
    String.raw`(?<unit>${NUMERAL}\s*(?:单元|室|户|层|楼|号房(?![产管])|号室|号门(?![卫口诊前面市])|病[区房室]|床|档)|[A-Za-z]?\d+[A-Za-z]?\s*(?:房|门|梯|[Ff](?![A-Za-z]))|${CHINESE_NUMERAL}\s*\/?\s*[Ff](?![A-Za-z])|第${CHINESE_NUMERAL}(?:间|家(?!园))|(?:[东西南北中甲乙丙丁左右]|[A-Za-z]+)\s*(?:单元|室)|[A-Za-z]{1,2}\s*层|[东西南北中][边间侧头]?户|[东西南北]边套|地下室|阁楼|亭子间|[顶底][楼层]|[前后]楼(?!\p{L})|${DOOR_WORD})`,
    String.raw`(?<building>(?:${NUMERAL}${RANGE}?|[甲乙丙丁东西南北A-Za-z])\s*(?:号楼|号幢|号栋|号座|幢|栋|座|橦)|(?<!\d)\d{1,3}\s*#楼?)`,
    String.raw`(?<open>(?:\d+|${CHINESE_NUMERAL})\s*(?:号院|号地块|号线|号路|号街|号桥|号库|弄|巷|路|街|道|大街|大道|里|村|组|队|社|区|期|支|环|团|师|连|公里|国道|省道|县道|中学|小学))`,
    String.raw`(?<house>${NUMERAL}(?<range>${RANGE})?\s*号(?![线路街桥院库]|地块))`,
    String.raw`(?<other>[A-Za-z]*\d+[A-Za-z]?${RANGE}*|${SPELT_DIGITS}|${SPELT_NUMBER})`,
  ].join('|'),
  'giu',
)

const OTHER_FORMS = new Map(zip('號樓棟戶層單門東線橋庫區莊組隊團連師國學環閣頂', '号楼栋户层单门东线桥库区庄组队团连师国学环阁顶'))
const FORMAL_NUMERALS = new Map(zip('壹贰貳叁參肆伍陆陸柒捌玖拾佰兩○', '一二二三三四五六六七八九十百两〇'))
const FORMAL = `[${[...FORMAL_NUMERALS.keys()].join('')}]`
/** 壹号公馆 is a compound, 贰栋 a building. */
const formalNumber = new RegExp(`${FORMAL}+(?!${FORMAL}|号(?![楼幢栋座房室门]))`, 'g')

function zip(from: string, to: string): [string, string][] {
  return Array.from(from, (letter, at) => [letter, to[at] ?? letter])
}

// MK13: as long as the text, letter by letter: full-width and every other script's digits as 0–9, traditional and formal letters as the usual ones.
function plainForms(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0xfee0))
    .replace(/(?!〇)[\p{Nd}\p{No}\p{Nl}]/gu, (letter) => (/[0-9]/.test(letter) ? letter : '1'.repeat(letter.length)))
    .replace(/[\u4e00-\u9fff]/g, (letter) => OTHER_FORMS.get(letter) ?? letter)
    .replace(formalNumber, (number) => Array.from(number, (letter) => FORMAL_NUMERALS.get(letter) ?? letter).join(''))
}

/** A number before 号 is a house number only behind what has house numbers (广州大道中1268号, 大街甲6号); behind a market or a compound it is a stall or a door. */
const BEFORE_HOUSE_NUMBER = /(?:[路街道巷弄里村组队社屯庄浜同线段院]|(?:[路街巷]|大道)[东西南北中])[\s_,，-]*[甲乙丙丁]?$/u
/** 36-11号 is a house number in a road; in a lane or a village it is a building and its room. */
const BEFORE_HOUSE_RANGE = /[路街道巷][\s_,，-]*$/u

/**
 * Region, road, house number, compound and building; unit, floor, room and everything behind them become `***`.
 * When in doubt a number is hidden. An address without any such part stays as it is. Masking twice changes nothing.
 */
export function maskAddress(address: PostalAddress): string {
  const province = cleaned(address.province)
  const city = cleaned(address.city)
  const district = cleaned(address.district)
  // MK10: a region that is written twice (北京市 北京市) is printed once.
  const region = joined([province, city, district].filter((part, at, all) => part !== all[at - 1]))
  return maskedPlace(joined([region, withoutRegion(cleaned(address.detail), region, [province, city, district])]))
}

const SPACED_END = /(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])[\p{L}\p{M}\p{N}]$/u
const SPACED_START = /^(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])[\p{L}\p{M}\p{N}]/u

/** Parts of an address in one text: Chinese without blanks, words of scripts that have them apart. */
function joined(parts: readonly string[]): string {
  return parts.reduce((whole, part) => (SPACED_END.test(whole) && SPACED_START.test(part) ? `${whole} ${part}` : whole + part), '')
}

function withoutRegion(detail: string, region: string, parts: readonly string[]): string {
  if (region !== '' && detail.startsWith(region)) return detail.slice(region.length)
  const full = parts.join('')
  return full !== '' && detail.startsWith(full) ? detail.slice(full.length) : detail
}

// MK11, MK12: reads from left to right and stops at the first thing that may tell the door.
function maskedPlace(text: string): string {
  const plain = plainForms(text)
  let houseShown = false
  for (const found of plain.matchAll(placePattern)) {
    const { open, building, street, house, range } = found.groups ?? {}
    if (open !== undefined) continue
    if (street !== undefined && !houseShown) {
      houseShown = true
      continue
    }
    const mayPrecede = range === undefined ? BEFORE_HOUSE_NUMBER : BEFORE_HOUSE_RANGE
    if (house !== undefined && !houseShown && !/^[A-Za-z]/.test(house) && mayPrecede.test(plain.slice(0, found.index))) {
      houseShown = true
      continue
    }
    // A building is the last thing that is shown; every other number is the first thing that is not.
    const end = building === undefined ? found.index : found.index + found[0].length
    return end < text.length ? text.slice(0, end) + HIDDEN_PLACE : text
  }
  return text
}

/** A person as a label shows them: every part masked, also their name where it stands by itself in the address. */
export function maskPerson({ name, phone, address }: { name: string; phone: string; address: PostalAddress }): LabelPayload['recipient'] {
  return { maskedName: maskName(name), maskedPhone: maskPhone(phone), maskedAddress: maskAddress({ ...address, detail: withoutName(cleaned(address.detail), cleaned(name)) }) }
}

const HONORIFIC = /(?:先生|女士|小姐|太太|老师|同学|收)$/u
/** What people write before and behind a name in an address without a blank between. */
const BEFORE_NAME = '收件人|收货人|联系人|签收人|姓名|转|给|找|刻字?'
const BEHIND_NAME = String.raw`家(?!\p{L})|收|先生|女士|小姐|太太|老师|同学|代收|签收|转|电话|手机`

const isChinese = /^\p{Script=Han}{2,4}$/u

/** A name as it may stand in the address: as it was given, without 先生, without blanks and points, each Chinese name in it by itself; the longest first. */
function waysToWrite(name: string): string[] {
  const bare = name.replace(HONORIFIC, '').trim()
  const parts = bare.split(/[^\p{L}]+/u).filter((part) => isChinese.test(part))
  return [...new Set([name, bare, bare.replace(/[\s·•・‧.]/gu, ''), ...parts])].filter((way) => Array.from(graphemes.segment(way)).length >= 2).sort((one, other) => other.length - one.length)
}

// MK14, MK15: `8号 张三收` is a person, 建国路 is a road also where the buyer is called 建国. 某 and no star: what stands behind a star is hidden.
function withoutName(detail: string, name: string): string {
  return waysToWrite(name).reduce((text, way) => {
    const written = isChinese.test(way) ? Array.from(way).join(String.raw`\s?`) : way.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)
    const alone = new RegExp(String.raw`(?<=${BEFORE_NAME}|^|[^\p{L}])${written}(?=${BEHIND_NAME}|[^\p{L}]|$)`, 'giu')
    return text.replace(alone, (found) => `${/^\p{L}/u.test(found) ? Array.from(graphemes.segment(found), (each) => each.segment)[0] : ''}某`)
  }, detail)
}

/** A mobile number of the mainland as people type it; not within a longer number or a code. */
const MOBILE = /(?<![A-Za-z0-9０-９])(?:(?:\+|00)?86[\s-]?)?[1１][3-9３-９](?:[\s-]?[0-9０-９]){9}(?![0-9０-９])/gu

/** MK15: the name of a product as a label shows it: what a buyer had put on it may be their name or telephone. */
export function maskProductName(productName: string, buyerName: string): string {
  return withoutName(productName, cleaned(buyerName)).replace(MOBILE, (phone) => maskPhone(phone))
}

/** True when a text that should be a masked phone hides at least six digits, or is empty. The label is not drawn otherwise. */
export function phoneIsMasked(text: string): boolean {
  return text === '' || text === '***' || maskPhone(text) === text
}

/** True when a text that should be a masked name hides at least one character, or is empty. */
export function nameIsMasked(text: string): boolean {
  return text === '' || text.includes('*')
}

/** True when a text that should be a masked address shows nothing that an address may not, or is empty. */
export function addressIsMasked(text: string): boolean {
  return maskedPlace(text).replace(/\*+$/, '') === text.replace(/\*+$/, '')
}
