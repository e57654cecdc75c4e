import { expect, test } from 'vitest'
import { bundleAlerts } from '../../src/domain/bundles.ts'
import type { PlannedMailing } from '../../src/domain/planning.ts'
import { DAY } from '../../src/domain/types.ts'
import { at } from '../support/judgement.ts'
import { stamp } from '../support/mailings.ts'
import { ada, grace, linus } from '../support/people.ts'

const people = [ada, grace, linus]

function alert(
  kind: PlannedMailing['kind'],
  due: string,
  changes: Partial<PlannedMailing> = {},
): PlannedMailing {
  const dueAt = at(due)
  return {
    kind,
    recipient: grace.address,
    about: ada.address,
    role: 'manager',
    subject: `${kind} ${due}`,
    slot: null,
    day: due.slice(0, 10),
    reason: null,
    dueAt,
    expiresAt: dueAt + 7 * DAY,
    ...changes,
  }
}

const shown = (mailings: PlannedMailing[]) =>
  bundleAlerts(mailings, people).map(
    ({ recipient, kind, at, alerts }) =>
      `${kind} ${recipient.split('@')[0]} ${stamp(at)}: ${alerts.map((one) => one.kind).join(', ')}`,
  )

test('M4: the alerts of a day go together at its last due moment, the first kind leads', () => {
  const mailings = [
    alert('infrequent', '2026-03-04 07:00'),
    alert('short', '2026-03-04 09:25'),
    alert('missed', '2026-03-04 08:30'),
    alert('missed', '2026-03-04 08:00', { subject: 'another pair', about: linus.address }),
  ]
  expect(shown(mailings)).toEqual(['missed grace 2026-03-04 09:25: missed, missed, short, infrequent'])
  expect(bundleAlerts(mailings.toReversed(), people)).toEqual(bundleAlerts(mailings, people))
})

test('M4: another day, another recipient, another mail', () => {
  expect(
    shown([
      alert('short', '2026-03-05 09:25'),
      alert('short', '2026-03-04 09:25'),
      alert('infrequent', '2026-03-04 09:25', { recipient: ada.address }),
    ]),
  ).toEqual([
    'infrequent ada 2026-03-04 09:25: infrequent',
    'short grace 2026-03-04 09:25: short',
    'short grace 2026-03-05 09:25: short',
  ])
})

test('M4: the day is the recipient’s own', () => {
  const [evening, morning] = ['2026-03-04 22:00', '2026-03-05 00:30']
  const to = (recipient: string) => [
    alert('missed', evening!, { recipient }),
    alert('short', morning!, { recipient }),
  ]
  expect(shown(to(linus.address))).toHaveLength(1)
  expect(shown(to(grace.address))).toHaveLength(2)
})

test('agendas, recaps and what is too late are in no bundle', () => {
  const late = alert('missed', '2026-03-04 08:30', { expiresAt: at('2026-03-04 08:29') })
  expect(shown([alert('agenda', '2026-03-04 08:30'), alert('recap', '2026-03-04 08:30'), late])).toEqual([])
})
