/** PostgreSQL's text form of a text array, every member quoted: for arrays of arrays of different lengths, which `unnest` cannot take. */
export function arrayText(members: readonly string[]): string {
  return `{${members.map((member) => `"${member.replace(/["\\]/g, '\\$&')}"`).join(',')}}`
}
