// The same meeting told in each format, and from each side: what became of the slot of 10 March.
import { describe, expect, test } from 'vitest'
import { audited, type Format, formats, slotLine } from '../support/audited.ts'
import { type Told, told } from '../support/told.ts'

const window = { from: '2026-03-03', to: '2026-04-14' }
const tenth = '2026-03-10T10:00'
const others = ['03-03 held', '03-17 held', '03-24 held', '03-31 held', '04-07 upcoming', '04-14 upcoming']

async function linesOf(files: Record<string, unknown>) {
  const { json } = await audited(files, window)
  expect(json.problems).toEqual([])
  expect(json.pairs).toHaveLength(1)
  expect(json.pairs[0].people).toEqual(['ada@example.com', 'grace@example.com'])
  return json.pairs[0].slots.map(slotLine) as string[]
}

type Row = [
  what: string,
  meeting: Told,
  tenth: string | null,
  elsewhere?: Partial<Record<Format, string | null>>,
]

const rows: Row[] = [
  ['nothing special', {}, '03-10 held'],
  ['cancelled, still shown', { changes: [{ of: tenth, cancelled: true }] }, '03-10 skipped [cancelled]', {}],
  ['declined by the invitee', change({ people: { ada: 'declined' } }), '03-10 skipped [declined]'],
  ['tentative', change({ people: { ada: 'tentative' } }), '03-10 held'],
  ['never answered', change({ people: { ada: 'none' } }), '03-10 held [no-response]'],
  ['moved to the next day', change({ to: '2026-03-11T15:00' }), '03-10 held moved'],
  ['moved to the afternoon of the next slot', change({ to: '2026-03-17T14:00' }), '03-10 held moved'],
  ['moved into the future', change({ to: '2026-04-02T10:00' }), '03-10 upcoming moved'],
  ['an exception where it was', change({ to: tenth }), '03-10 held'],
  ['shorter', change({ minutes: 20 }), '03-10 held short [shortened]'],
  ['longer', change({ minutes: 60 }), '03-10 held'],
  [
    'a third person',
    change({ people: { ada: 'accepted', linus: 'none' } }),
    '03-10 excluded [others-joined]',
  ],
  ['a third who declined', change({ people: { ada: 'accepted', linus: 'declined' } }), '03-10 held'],
  ['somebody else instead', change({ people: { linus: 'accepted' } }), '03-10 skipped [uninvited]'],
  ['renamed to an interview', change({ title: 'INTERVIEW: Joe' }), '03-10 excluded [vetoed]'],
  ['a room', { rooms: ['c_188abc@resource.calendar.google.com'] }, '03-10 held'],
  ['private', { private: true }, '03-10 held'],
]

function change(more: object): Told {
  return { changes: [{ of: tenth, ...more }] }
}

const sides: [string, string[]][] = [
  ["in the organizer's calendar", ['grace']],
  ["in the invitee's calendar", ['ada']],
  ['in the calendars of both', ['grace', 'ada']],
]

for (const format of Object.keys(formats) as Format[]) {
  describe.each(sides)(`${format}, %s`, (_side, owners) => {
    test.each(rows)('%s', async (_what, meeting, usual, elsewhere) => {
      const expected = elsewhere && format in elsewhere ? elsewhere[format]! : usual
      const files = owners.map((owner) => [owner, formats[format](owner, [told(meeting)])])
      const lines = await linesOf(Object.fromEntries(files))
      expect(lines).toEqual([...others, ...(expected ? [expected] : [])].sort())
    })
  })

  test.each(sides)(`${format}, %s: removed is skipped, whoever removed it`, async (_side, owners) => {
    const files = owners.map((owner) => [owner, formats[format](owner, [told({ off: [tenth] })])])
    const lines = (await linesOf(Object.fromEntries(files))).map((line) => line.split(' [')[0])
    // Graph's view does not tell what is gone, and without the rule nothing is missing (S8)
    expect(lines).toEqual([...others, ...(format === 'graph view' ? [] : ['03-10 skipped'])].sort())
  })

  test.each(sides)(`${format}, %s: cut and begun anew it is one series`, async (_side, owners) => {
    const first = told({ until: '2026-03-10T10:00' })
    const next = told({ uid: 'weekly_R20260317T090000@example.com', start: '2026-03-17T11:00', title: 'Us' })
    const files = owners.map((owner) => [owner, formats[format](owner, [first, next])])
    const { json } = await audited(Object.fromEntries(files), window)
    expect(json.pairs[0].slots.map(slotLine)).toEqual([...others, '03-10 held'].sort())
    expect(json.pairs[0].series).toEqual([{ title: 'Us', cadenceDays: 7, ended: false }])
  })

  test.each(sides)(`${format}, %s: a rule cut short makes no skips`, async (_side, owners) => {
    const files = owners.map((owner) => [
      owner,
      formats[format](owner, [told({ until: '2026-03-10T10:00' })]),
    ])
    const { json } = await audited(Object.fromEntries(files), window)
    expect(json.pairs[0].slots.map(slotLine)).toEqual(['03-03 held', '03-10 held'])
    expect(json.pairs[0].series).toEqual([{ title: 'Ada / Grace', cadenceDays: 7, ended: true }])
  })

  test.each<[string, Told, string[]]>([
    ['Berlin', {}, ['24T09:00', '31T08:00']],
    ['New York', { zone: 'America/New_York', start: '2026-01-07T10:00' }, ['25T14:00', '01T14:00']],
    [
      'Lord Howe',
      { zone: 'Australia/Lord_Howe', start: '2026-01-08T10:00' },
      ['25T23:00', '01T23:00', '08T23:30'],
    ],
  ])(`${format}: the clocks of %s move nothing`, async (_where, more, starts) => {
    const { json } = await audited(
      { grace: formats[format]('grace', [told(more)]) },
      { from: '2026-03-24', to: '2026-04-08' },
    )
    const slots: { slot: string; moved: boolean }[] = json.pairs[0].slots
    expect(slots.map(({ slot }) => slot.slice(8, 16)).slice(0, starts.length)).toEqual(starts)
    expect(slots.some(({ moved }) => moved)).toBe(false)
  })
}
