// What people write: how an address and a mail domain look, and how many of something are told.

/** Looks like one; what a mail is sent to is checked more strictly. */
export const isAddress = (text: string): boolean => /^[^\s@]+@[^\s@]+$/.test(text)

/** Of mail, without an @: "example.com". */
export const isDomain = (text: string): boolean => /^[^\s@/]+\.[^\s@/]+$/.test(text)

/** "1 person", "2 people". */
export const counted = (many: number, one: string, more: string): string =>
  `${many} ${many === 1 ? one : more}`
