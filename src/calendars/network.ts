// Failures of the way to a service, by the codes of sockets, DNS and TLS, whoever wrapped them.

/** Codes of sockets, DNS and TLS, and of requests given up; null: none of these. */
export function networkCodeOf(error: unknown): string | null {
  const { code, name, cause } = (error ?? {}) as Record<string, unknown>
  const inner = (cause ?? {}) as Record<string, unknown>
  const told = [inner.code, inner.name, code, name].find(
    (word) => typeof word === 'string' && NETWORK.test(word),
  )
  return typeof told === 'string' ? told : null
}

const NETWORK =
  /^(E[A-Z]{3,}|ERR_(SOCKET|TLS|SSL|STREAM|HTTP2)[A-Z_]*|UND_ERR[A-Z_]*|[A-Z_]*CERT[A-Z_]*|UNABLE_TO_[A-Z_]+|TimeoutError|AbortError|FetchError)$/
