// Which address a hub may have. Runs anywhere: no DNS, no I/O; what the text says is all that is judged.

/** `not-http`: no plain http or https address. `needs-https`: it may lead out of the house, where anybody could read along. */
export type HubAddressFault = 'not-http' | 'needs-https'

const addressPattern = /^(https?):\/\/(\[[0-9a-f:.]+\]|[^\s/?#@\\[\]:]+)(?::(\d{1,5}))?(?:\/[^\s\\]*)?$/i

/**
 * Plain http is for this machine and its own network: loopback, RFC 1918 and link-local addresses, unique local IPv6, names in `.local`,
 * `.internal` and `.home.arpa`, and names without a dot. Everything else needs https. A host in any unusual spelling (octal, hexadecimal,
 * one number, other scripts) counts as one outside, because programs read it differently.
 */
export function hubAddressFault(text: string): HubAddressFault | undefined {
  const [, scheme, host, port] = addressPattern.exec(text) ?? []
  if (scheme === undefined || host === undefined || Number(port ?? 1) > 65_535 || Number(port ?? 1) === 0) return 'not-http'
  return scheme.toLowerCase() === 'https' || isOwnNetwork(host.toLowerCase()) ? undefined : 'needs-https'
}

/** The fault as a sentence for a person, Chinese first. */
export const hubAddressWords: Readonly<Record<HubAddressFault, string>> = {
  'not-http': '中心地址要以 http:// 或 https:// 开头 · The address of the hub begins with http:// or https://',
  'needs-https': '不是内网地址，必须用 https · Outside this network the hub needs https',
}

function isOwnNetwork(host: string): boolean {
  if (host.startsWith('[')) return /^\[(::1|f[cd][0-9a-f]{2}:[0-9a-f:]*|fe[89ab][0-9a-f]:[0-9a-f:]*)\]$/.test(host)
  const octets = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(host)?.slice(1) ?? []
  if (octets.length === 4) {
    if (octets.some((octet) => Number(octet) > 255 || String(Number(octet)) !== octet)) return false
    const [a = 0, b = 0] = octets.map(Number)
    return a === 127 || a === 10 || (a === 172 && b >= 16 && b <= 31) || (a === 192 && b === 168) || (a === 169 && b === 254)
  }
  return /^[a-z][a-z0-9-]*$/.test(host) || /^([a-z0-9-]+\.)+(local|internal|home\.arpa)$/.test(host)
}
