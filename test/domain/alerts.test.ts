import { describe, expect, test } from 'vitest'
import { planMailings } from '../../src/domain/mailings.ts'
import { replayWindow } from '../../src/domain/planning.ts'
import { defaultPolicy } from '../../src/domain/policy.ts'
import { DAY, type Management, type Word } from '../../src/domain/types.ts'
import {
  at,
  judged,
  lapseAt,
  planning,
  seenAt,
  shortByRule,
  shortened,
  skipped,
  slotAt,
  upcoming,
  weekly,
} from '../support/judgement.ts'
import { linesOf, live, march, stamp } from '../support/mailings.ts'
import { ada, grace, graceManagesAda } from '../support/people.ts'

describe('missed: 24 h after the planned end, to both', () => {
  test.each([
    ['on a working day', '2026-03-03 10:00', '2026-03-04 10:30'],
    ['on a Friday: Monday morning', '2026-03-06 10:00', '2026-03-09 07:00'],
    ['late in the evening', '2026-03-03 18:00', '2026-03-05 07:00'],
  ])('%s', (_why, start, due) => {
    expect(linesOf('missed', judged([skipped(start)]), planning())).toEqual([
      `missed ada ${due}`,
      `missed grace ${due}`,
    ])
  })

  test('after the last known end where the slot had moved', () => {
    const slot = skipped('2026-03-03 10:00', { start: at('2026-03-05 10:00'), end: at('2026-03-05 11:00') })
    expect(linesOf('missed', judged([slot]), planning())[0]).toBe('missed ada 2026-03-06 11:00')
  })

  test.each([
    ['said at once', '2026-03-03 11:00', '2026-03-04 10:30'],
    ['said two days later', '2026-03-05 11:00', '2026-03-05 11:00'],
  ])('reported by one of the two: not before it was said: %s', (_why, said, due) => {
    const slot = skipped('2026-03-03 10:00', { calledOff: false, reasons: ['reported'] })
    const word: Word = { original: slot.original, by: ada.address, said: 'not-met', at: at(said) }
    expect(linesOf('missed', judged([slot]), planning({ words: [word] }))[0]).toBe(`missed ada ${due}`)
  })

  test.each([
    ['excused', slotAt('2026-03-03 10:00', { state: 'excused', calledOff: true, away: true })],
    [
      'held elsewhere',
      slotAt('2026-03-03 10:00', { calledOff: true, moved: true, reasons: ['declined', 'replaced'] }),
    ],
    ['unknown', slotAt('2026-03-03 10:00', { state: 'unknown', reasons: ['half-read'] })],
    ['others joined', slotAt('2026-03-03 10:00', { state: 'excluded', reasons: ['others-joined'] })],
    ['in another series than the mailed one', skipped('2026-03-03 10:00', { mailed: false })],
  ])('none for a slot that is %s', (_why, slot) => {
    expect(linesOf('missed', judged([slot]), planning())).toEqual([])
  })

  test('expires seven days after it was due; who is away as long gets none', () => {
    const absences = [{ person: grace.address, start: at('2026-03-03 00:00'), end: at('2026-03-11 10:31') }]
    const mailings = planMailings(judged([skipped('2026-03-03 10:00')]), planning({ absences }), march)
    expect(mailings.map(({ expiresAt }) => stamp(expiresAt))).toEqual([
      '2026-03-11 10:30',
      '2026-03-11 10:30',
    ])
    expect(linesOf('missed', judged([skipped('2026-03-03 10:00')]), planning({ absences }))).toEqual([
      'missed ada 2026-03-04 10:30',
      'missed grace too late',
    ])
  })
})

describe('who is alerted: who managed on the day and still does, and their report', () => {
  const manages = (from: string | null, until: string | null): Management =>
    ({
      ...graceManagesAda,
      from: from && at(from),
      until: until && at(until),
    }) as Management
  const reversed: Management = { person: grace.address, manager: ada.address, from: null, until: null }

  test.each([
    ['all the time', [manages(null, null)], 2],
    ['nobody: peers', [], 0],
    ['since the next day', [manages('2026-03-04 00:00', null)], 0],
    ['since that day', [manages('2026-03-03 00:00', null)], 2],
    ['no more when it is due', [manages(null, '2026-03-04 00:00')], 0],
    ['until after it was due', [manages(null, '2026-03-05 00:00')], 2],
    ['each the other: peers', [manages(null, null), reversed], 0],
    [
      'the other way round by then',
      [manages(null, '2026-03-04 00:00'), { ...reversed, from: at('2026-03-04 00:00') }],
      0,
    ],
  ])('%s', (_why, management, mails) => {
    expect(linesOf('missed', judged([skipped('2026-03-03 10:00')]), planning({ management }))).toHaveLength(
      mails,
    )
  })

  test('each knows their role', () => {
    const mailings = planMailings(judged([skipped('2026-03-03 10:00')]), planning(), march)
    expect(mailings.map(({ recipient, about, role }) => [recipient, about, role])).toEqual([
      [ada.address, grace.address, 'report'],
      [grace.address, ada.address, 'manager'],
    ])
  })
})

describe('short', () => {
  test('by rule: once per pair and length, 24 h after the first short slot of the window', () => {
    const slots = [
      shortByRule('2026-02-10 10:00'),
      shortByRule('2026-03-03 10:00'),
      shortByRule('2026-03-10 10:00'),
    ]
    expect(linesOf('short', judged(slots), planning())).toEqual([
      'short ada 2026-03-04 10:25',
      'short grace 2026-03-04 10:25',
    ])
    const [first] = planMailings(judged(slots), planning(), march).filter(({ kind }) => kind === 'short')
    expect(first!.subject).toBe('ada@example.com grace@example.com 25 min')
    expect(first!.slot).toBe(at('2026-03-03 10:00'))
  })

  test('by rule: who was away until the first one had expired is told of a later one', () => {
    const absences = [{ person: ada.address, start: at('2026-03-03 12:00'), end: at('2026-03-16 12:00') }]
    const slots = [shortByRule('2026-03-03 10:00'), shortByRule('2026-03-17 10:00')]
    expect(linesOf('short', judged(slots), planning({ absences }))).toEqual([
      'short grace 2026-03-04 10:25',
      'short ada 2026-03-18 10:25',
    ])
  })

  test('by rule: another length is another alert', () => {
    const slots = [shortByRule('2026-03-03 10:00'), shortByRule('2026-03-10 10:00', { seriesMinutes: 20 })]
    expect(linesOf('short', judged(slots), planning())).toHaveLength(4)
  })

  test.each([
    ['a living series of 30 minutes', { minutes: 30, ended: false }, 0],
    ['one that has ended', { minutes: 30, ended: true }, 2],
    ['another short one', { minutes: 29, ended: false }, 2],
  ])('by rule: beside %s', (_why, other, mails) => {
    const series = [
      { ...weekly, minutes: 25 },
      { ...weekly, key: 'other', ...other },
    ]
    expect(linesOf('short', judged([shortByRule('2026-03-03 10:00')], { series }), planning())).toHaveLength(
      mails,
    )
  })

  test('by rule: with a tolerance of five minutes 25 are enough', () => {
    const policy = { ...defaultPolicy, toleranceMinutes: 5 }
    const series = [
      { ...weekly, minutes: 20 },
      { ...weekly, key: 'other', minutes: 25 },
    ]
    const slot = shortByRule('2026-03-03 10:00', { seriesMinutes: 20 })
    expect(linesOf('short', judged([slot], { series }), planning({ policy }))).toEqual([])
  })

  test('shortened: each slot, 24 h after it', () => {
    const slots = [shortened('2026-03-03 10:00'), shortened('2026-03-10 10:00')]
    expect(linesOf('short', judged(slots), planning()).filter((line) => line.includes('ada'))).toEqual([
      'short ada 2026-03-04 10:20',
      'short ada 2026-03-11 10:20',
    ])
  })

  test('by rule, in the service: what was due before it was seen is let pass, the next one counts', () => {
    const slots = [shortByRule('2026-03-03 10:00'), shortByRule('2026-03-10 10:00', { state: 'upcoming' })]
    const context = planning({ firstSeen: seenAt('2026-03-05 10:00', slots) })
    expect(linesOf('short', judged(slots), context, live('2026-03-05 10:00'))[0]).toBe(
      'short ada 2026-03-11 10:25',
    )
  })
})

describe('infrequent: once per lapse, when it is noticed', () => {
  const lapse = lapseAt('2026-03-08', { lastMet: at('2026-02-17 10:00') })
  const noticed = judged([], { infrequent: lapse, lapses: [lapse] })

  test('in the next working hour of each', () => {
    expect(linesOf('infrequent', noticed, planning())).toEqual([
      'infrequent ada 2026-03-09 07:00',
      'infrequent grace 2026-03-09 07:00',
    ])
    expect(planMailings(noticed, planning(), march)[0]!.subject).toBe(
      'ada@example.com grace@example.com 2026-03-08',
    )
  })

  test('the service notices it at the earliest when it first saw the pair', () => {
    const context = planning({ pairSeen: at('2026-03-11 09:00') })
    expect(linesOf('infrequent', noticed, context, live('2026-03-11 09:00'))[0]).toBe(
      'infrequent ada 2026-03-11 09:00',
    )
  })

  test('a lapse that is over is told by a replay only', () => {
    const over = judged([], { infrequent: null, lapses: [lapse] })
    expect(linesOf('infrequent', over, planning())).toHaveLength(2)
    expect(linesOf('infrequent', over, planning(), live('2026-03-09 06:00'))).toEqual([])
  })

  test.each([
    ['a skipped slot of the lapse was told', skipped('2026-02-24 10:00'), 0],
    ['the skipped slot was before they last met', skipped('2026-02-10 10:00'), 2],
    ['the skipped slot is told only afterwards', skipped('2026-03-08 18:00'), 2],
    ['the slot was excused', slotAt('2026-02-24 10:00', { state: 'excused' }), 2],
  ])('%s', (_why, slot, mails) => {
    const judgement = judged([slot], { infrequent: lapse, lapses: [lapse] })
    expect(linesOf('infrequent', judgement, planning())).toHaveLength(mails)
  })

  test('never met: the first slot, on the day before the lapse, is of it', () => {
    const never = lapseAt('2026-02-25', { noticed: at('2026-03-14 23:00') })
    expect(
      linesOf('infrequent', judged([skipped('2026-02-24 10:00')], { lapses: [never] }), planning()),
    ).toEqual([])
  })

  test('not where the two had met again before it could go', () => {
    const judgement = judged([slotAt('2026-03-09 06:30')], { lapses: [lapse] })
    expect(linesOf('infrequent', judgement, planning())).toEqual([])
    const absences = [{ person: ada.address, start: at('2026-03-09 06:00'), end: at('2026-03-10 06:00') }]
    const later = judged([slotAt('2026-03-09 15:00')], { lapses: [lapse] })
    expect(linesOf('infrequent', later, planning({ absences }))).toEqual([
      'infrequent grace 2026-03-09 07:00',
    ])
  })

  test('told before the replayed window counts too', () => {
    const judgement = judged([skipped('2026-02-24 10:00')], { infrequent: lapse, lapses: [lapse] })
    const window = replayWindow(at('2026-03-05 00:00'), at('2026-03-31 00:00'))
    expect(linesOf('infrequent', judgement, planning(), window)).toEqual([])
  })

  test('in the service: told is who was sent the reminder', () => {
    const slot = skipped('2026-02-24 10:00')
    const judgement = judged([slot], { infrequent: lapse, lapses: [lapse] })
    const [one] = planMailings(judgement, planning(), march).filter(({ kind }) => kind === 'missed')
    const context = planning({ settled: [one!], firstSeen: seenAt('2026-02-01 00:00', [slot]) })
    expect(linesOf('infrequent', judgement, context, live('2026-03-09 06:00'))).toEqual([
      'infrequent grace 2026-03-09 07:00',
    ])
  })
})

describe('in the service', () => {
  const slot = skipped('2026-03-03 10:00')
  const known = planning({ firstSeen: seenAt('2026-02-01 00:00', [slot]) })

  test('a skip that was known too late is told at the next open moment', () => {
    expect(linesOf('missed', judged([slot]), known, live('2026-03-06 20:00'))[0]).toBe(
      'missed ada 2026-03-09 07:00',
    )
  })
  test('a slot first seen after its reminder was due is let pass', () => {
    expect(linesOf('missed', judged([slot]), planning(), live('2026-03-06 20:00'))).toEqual([])
  })
  test('nothing old is alerted anew since the policy changed', () => {
    const changed = { ...known, alertsSince: at('2026-03-05 10:00') }
    expect(linesOf('missed', judged([slot]), changed, live('2026-03-06 20:00'))).toEqual([])
    const later = upcoming('2026-03-10 10:00', { state: 'skipped', flags: ['skipped'], calledOff: true })
    expect(linesOf('missed', judged([later]), changed, live('2026-03-06 20:00'))).toHaveLength(2)
  })
  test('alerts are planned eight days ahead and dropped where they expired long ago', () => {
    const far = skipped('2026-03-20 10:00')
    const old = skipped('2026-02-20 10:00')
    expect(linesOf('missed', judged([far, old]), planning(), live('2026-03-06 20:00'))).toEqual([])
    expect(at('2026-03-06 20:00') - old.end).toBeGreaterThan(9 * DAY)
  })
})
