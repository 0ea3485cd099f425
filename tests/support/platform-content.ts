// What a platform gives for its print component, as three of them shape it: data of the parcel that only the component can read, a template by its address, and a custom area of the shop's own.
// The cipher is ours, as theirs is nobody's business; the shapes are those of recorded and published contents.
import { createCipheriv, createDecipheriv, createHash } from 'node:crypto'
import type { PlatformPrint } from '#shared/domain/waybills/platform-print.ts'
import { assert } from '#shared/kernel/assert.ts'

export type PlatformComponent = 'cainiao' | 'pinduoduo' | 'douyin'
/** What stands on the label. */
export type PlatformParcel = { waybillNumber: string; name: string; phone: string; address: string }

const [key, start] = [createHash('sha256').update('the key of platform and component').digest(), Buffer.alloc(16)]

export function platformContent(component: PlatformComponent, parcel: PlatformParcel): PlatformPrint {
  const cipher = createCipheriv('aes-256-cbc', key, start)
  const encryptedData = `AES:${Buffer.concat([cipher.update(JSON.stringify(parcel), 'utf8'), cipher.final()]).toString('base64')}`
  const signature = `MD:${createHash('md5').update(encryptedData).digest('base64')}`
  const custom = { data: { shop: '自定义区' }, templateURL: 'http://platform.example/template/customArea/7' }
  switch (component) {
    case 'cainiao': return { component, contents: [{ encryptedData, signature, templateURL: 'http://platform.example/template/standard/301', ver: 'waybill_print_secret_version_1' }, custom] }
    case 'pinduoduo': return { component, contents: [{ encryptedData, signature, templateUrl: 'http://platform.example/template/standard/1', ver: '3', userid: 12_345, addData: { sender: { name: '仓库' } } }, custom] }
    case 'douyin': return { component, contents: [{ encryptedData, sign: signature, params: 'access_token=t&method=logistics.getShopKey&timestamp=2026-11-23', templateURL: 'http://platform.example/template/76x130', data: null }, custom] }
  }
}

/** What the component prints of it; undefined where it cannot be decrypted, or was changed on its way. */
export function decryptedParcel(contents: unknown): PlatformParcel | undefined {
  assert(Array.isArray(contents), 'contents are a list')
  const { encryptedData, signature, sign } = contents[0] as { encryptedData?: string; signature?: string; sign?: string }
  if (encryptedData === undefined || (signature ?? sign) !== `MD:${createHash('md5').update(encryptedData).digest('base64')}`) return undefined
  const decipher = createDecipheriv('aes-256-cbc', key, start)
  return JSON.parse(Buffer.concat([decipher.update(Buffer.from(encryptedData.slice(4), 'base64')), decipher.final()]).toString('utf8')) as PlatformParcel
}
