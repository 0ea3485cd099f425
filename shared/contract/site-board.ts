// What a site lists for itself on the board: its people, containers, packagings and carriers (docs/specs/new-site.md).
import * as z from 'zod'
import { ContainerKind, Role } from '../domain/facts/common.ts'
import { hubFacts } from '../domain/facts/hub-facts.ts'
import { siteParts } from '../domain/site/site-lists.ts'
import { checkDigitRules } from '../domain/waybills/waybill-number.ts'

const Code = z.string().trim().min(1).max(64)
const Name = z.string().trim().min(1).max(60)
const words = (most: number) => z.string().trim().max(most)

export const Sender = z.strictObject({ name: words(100), phone: words(40), province: words(60), city: words(60), district: words(60), detail: words(300) })
export const SiteSettings = z.strictObject({
  siteName: words(60).min(1), /** East of UTC. */ utcOffsetMinutes: z.int().min(-840).max(840), defaultCarrierCode: z.string().max(64).nullable(),
  /** On every label of a shop that has no sender of its own. */
  sender: Sender,
})
export type SiteSettings = z.infer<typeof SiteSettings>

/** The first person of a site, who lists the others. */
export const SiteBegun = z.strictObject({ siteName: words(60).min(1), name: Name, /** '': the site makes one. */ badgeCode: words(64), pin: z.string().max(32) })
/** `personId` null: a new one. `badgeCode` '': the site makes one. `pin` null: as it was. */
export const PersonToSave = z.strictObject({ personId: z.string().max(64).nullable(), name: Name, role: Role, badgeCode: words(64), pin: z.string().max(32).nullable(), active: z.boolean() })
export const SitePerson = z.strictObject({ personId: z.string(), name: z.string(), role: Role, badgeCode: z.string(), active: z.boolean() })

export const ContainersToAdd = z.strictObject({ kind: ContainerKind, groupCode: words(20), prefix: words(20).min(1), digits: z.int().min(1).max(6), firstNumber: z.int().min(0).max(999_999), count: z.int().min(1).max(1_000) })
export const ContainerGroup = z.strictObject({ kind: ContainerKind, groupCode: z.string(), count: z.int(), firstCode: z.string(), lastCode: z.string() })

export const SitePackaging = hubFacts.PackagingListed
export type SitePackaging = z.infer<typeof SitePackaging>
export const SiteCarrier = z.strictObject({
  ...hubFacts.CarrierListed.shape, carrierCode: Code, name: Name, serviceName: words(60),
  /** The site's clock, "18:00"; none: the end of its day. */
  cutOffTimes: z.array(z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)).max(8),
  /** A regular expression that every waybill number fits; '' for any. */
  numberPattern: words(200), checkDigit: z.enum(checkDigitRules), numberSource: z.enum(['range', 'station']),
})
export type SiteCarrier = z.infer<typeof SiteCarrier>

export const SiteView = z.strictObject({
  settings: SiteSettings, people: z.array(SitePerson), containers: z.array(ContainerGroup), packagings: z.array(SitePackaging), carriers: z.array(SiteCarrier),
  missing: z.array(z.enum(siteParts)),
})
export type SiteView = z.infer<typeof SiteView>
/** The badge code that the person has now. */
export const BadgeKept = z.strictObject({ kind: z.literal('saved'), badgeCode: z.string() })
