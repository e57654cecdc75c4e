// The UID that all copies of a meeting share (S1), dug out of Outlook's Global Object ID where it hides there.

/** Class id that begins every Global Object ID (MS-OXOCAL 2.2.1.27). */
const GLOBAL_OBJECT_ID = '040000008200E00074C5B7101A82E008'
/** Hex digits of the instance's date, bytes 16 to 19: year (2), month, day. */
const DATE_FROM = 32
const DATE_TO = 40
/** Class id, date, creation time, reserved, size. */
const HEADER = 80
const EMBEDDED = '7643616C2D55696401000000' // 'vCal-Uid', then 1 as a little-endian number

/** A Global Object ID loses its date; one that only wraps a foreign UID becomes that UID; others stay as they are. */
export function sharedUid(uid: string): string {
  if (uid.charCodeAt(0) !== 48) return uid // '0'
  const hex = uid.toUpperCase()
  if (!hex.startsWith(GLOBAL_OBJECT_ID) || hex.length < DATE_TO || !/^[0-9A-F]+$/.test(hex)) return uid
  const body = hex.slice(HEADER)
  if (body.startsWith(EMBEDDED)) {
    const foreign = Buffer.from(body.slice(EMBEDDED.length), 'hex').toString('utf8').replace(/\0.*$/s, '')
    if (foreign) return foreign
  }
  return `${hex.slice(0, DATE_FROM)}00000000${hex.slice(DATE_TO)}`
}
