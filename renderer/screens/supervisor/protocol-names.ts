import type { ScaleProtocolName } from '#shared/domain/weighing/scale-protocols/index.ts'

/** Makers' names, the same in every language. */
export const protocolNames: Record<ScaleProtocolName, string> = {
  and: 'A&D (ST,GS)', 'mt-sics': 'Mettler MT-SICS', toledo: 'Toledo', 'xk3190-a9': '耀华 XK3190-A9', cas: 'CAS ECR', 'hid-pos': 'USB HID POS',
}
