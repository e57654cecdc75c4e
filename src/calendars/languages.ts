// Language tags as directories tell them, made BCP 47.

/** Null for what is none. */
export function canonical(tag: unknown): string | null {
  try {
    return typeof tag === 'string' && tag !== '' ? (Intl.getCanonicalLocales(tag)[0] ?? null) : null
  } catch {
    return null
  }
}
