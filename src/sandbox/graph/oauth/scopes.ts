// Delegated permissions, short or with Graph's address before them.

const KNOWN =
  /^(openid|profile|email|offline_access|User\.Read(\.All)?|User\.ReadBasic\.All|Calendars\.Read(\.Shared)?|Calendars\.ReadBasic|MailboxSettings\.Read)$/

/** Short names; '' and unknown ones are left in: the caller refuses them. */
export function graphScopes(text: string): string[] {
  return text
    .split(' ')
    .filter(Boolean)
    .map((scope) => scope.replace(/^https:\/\/[^/]*graph[^/]*\//, ''))
}

export const isKnownScope = (scope: string) => KNOWN.test(scope)
