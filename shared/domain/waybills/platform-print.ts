// What a platform's own print component prints. Runs anywhere. The platform encrypts it and the component alone can read it: here it is only passed on.

export const printComponents = ['cainiao', 'pinduoduo', 'douyin', 'jd', 'kuaishou', 'wechat-shop'] as const
export type PrintComponent = (typeof printComponents)[number]

/** `contents` as the platform gave it for one waybill, in the shape that its component takes. */
export type PlatformPrint = { component: PrintComponent; contents: readonly Readonly<Record<string, unknown>>[] }
