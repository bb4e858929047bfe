/** What vite's manifest says about one module. */
export interface ManifestEntry {
  readonly file: string
  readonly isEntry?: boolean
  readonly imports?: readonly string[]
}
export type Manifest = Readonly<Record<string, ManifestEntry>>

/** Files that the browser loads for these modules: their own, and everything they import at once. */
export function filesOf(manifest: Manifest, modules: readonly string[]): Set<string> {
  const files = new Set<string>()
  const seen = new Set<string>()
  const visit = (module: string) => {
    const entry = manifest[module]
    if (!entry || seen.has(module)) return
    seen.add(module)
    files.add(entry.file)
    for (const next of entry.imports ?? []) visit(next)
  }
  for (const module of modules) visit(module)
  return files
}
