/** The file of a thread, named by its source beside the file that starts it: the source itself, or what was built of it. */
export function threadFile(source: URL): URL {
  return import.meta.url.endsWith('.ts') ? source : new URL(source.href.replace(/\.ts$/, '.js'))
}
