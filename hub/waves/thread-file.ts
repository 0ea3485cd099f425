/** The file of a thread of this folder, as source or built. */
export function threadFile(name: 'suggest-worker' | 'plan-worker'): URL {
  const source = new URL(`./${name}.ts`, import.meta.url)
  return import.meta.url.endsWith('.ts') ? source : new URL(source.href.replace(/\.ts$/, '.js'))
}
