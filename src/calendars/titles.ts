// Titles as Outlook changes them when a meeting is called off.

/** What Outlook puts before the subject of a cancelled meeting, in the languages it is mostly used in. */
const CANCELLED =
  /^(?:cancell?ed(?: event)?|abgesagt|annul[ée]e?|cancelad[oa]|annullat[oa]|geannuleerd|avlyst|inställt|aflyst|peruutettu|odwołane|zrušeno|отменено|キャンセル済み|已取消|취소됨)\s*[:：]\s*/iu

/** The title that the meeting had before it was called off: H compares titles. */
export function withoutCancelled(title: string): string {
  return title.replace(CANCELLED, '')
}
