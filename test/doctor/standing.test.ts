import { describe, expect, test } from 'vitest'
import { standingFindings } from '../../src/doctor/connections.ts'
import { DAY, HOUR, MINUTE } from '../../src/domain/types.ts'
import type { Standing } from '../../src/store/connections/standing.ts'
import type { Unwatched } from '../../src/store/directory/unwatched.ts'
import { grace } from '../support/facts.ts'

describe('how a connection stands', () => {
  const now = Date.parse('2026-03-03T10:00Z')
  const well: Standing = {
    id: 1,
    kind: 'google',
    name: 'Google Workspace (example.com)',
    options: { admin: grace, domains: ['example.com'], choice: { by: 'all' }, leaveOut: [] },
    since: now - 30 * DAY,
    failingSince: null,
    fault: null,
    pausedUntil: null,
    directoryAt: now - 3 * HOUR,
    directoryLookAt: now + 20 * HOUR,
    directoryFailingSince: null,
    directoryFault: null,
    calendars: 40,
    read: 40,
    failing: 0,
    allFailingSince: null,
    lastFault: null,
    waiting: 0,
    oldestReadAt: now - 20 * MINUTE,
    pushed: 40,
    notPushed: 0,
    pushFault: null,
    checkedAt: now - HOUR,
    differences: 0,
    unexplained: 0,
  }
  const nobody: Unwatched = {
    people: [],
    counts: { unreadable: 0, suspended: 0, deleted: 0, 'left-out': 0, 'not-chosen': 0 },
  }
  const fault = { code: 'x', message: 'It is broken.', wayOut: 'Mend it.', raw: 'broken' }
  const publicUrl = 'https://halfhour.example.com'
  const defaultZone = 'Pacific/Auckland'
  const ending = (secretExpires: string, proof = 'secret') => ({ options: { proof, secretExpires } })

  test.each<[string, Partial<Standing>, Partial<Unwatched['counts']>, string]>([
    ['pushes and checks', {}, {}, 'ok Pushes: All calendars tell of changes at once.'],
    [
      'the check',
      {},
      {},
      "ok Daily check: Last compared with the service's own dates 1 hour ago: no difference.",
    ],
    [
      'differences',
      { differences: 3 },
      {},
      "ok Daily check: Last compared with the service's own dates 1 hour ago: 3 differences, all mended.",
    ],
    [
      'a secret that ends',
      ending('2026-04-02'),
      {},
      'noted Expiry: The client secret expires in 30 days, on 2026-04-02.',
    ],
    [
      'a certificate that ends tomorrow',
      ending('2026-03-04', 'certificate'),
      {},
      'noted Expiry: The certificate expires tomorrow, on 2026-03-04.',
    ],
    [
      'a secret that ended',
      ending('2026-03-02'),
      {},
      'noted Expiry: The client secret expired yesterday, on 2026-03-02.',
    ],
    [
      'what reading anew did not mend',
      { differences: 3, unexplained: 1 },
      {},
      "noted Daily check: Last compared with the service's own dates 1 hour ago: 3 differences, 1 of them not mended.",
    ],
    [
      'who is not watched',
      {},
      { suspended: 2, 'left-out': 1 },
      'ok People: Read 3 hours ago. Chosen: everybody; not watched: 2 suspended, 1 left out.',
    ],
    [
      'a directory that is old',
      { directoryAt: now - 3 * DAY },
      {},
      'noted People: Read 3 days ago. Chosen: everybody.',
    ],
    [
      'a directory not read yet',
      { directoryAt: null },
      {},
      'noted People: The directory was not read yet; a running service reads it next.',
    ],
    [
      'a directory that fails',
      { directoryFailingSince: now - HOUR, directoryFault: fault },
      {},
      'failed Reading people: Not read since 1 hour ago: It is broken.',
    ],
    [
      'a directory that is busy',
      { directoryFailingSince: now - HOUR, directoryFault: { code: 'busy', message: 'It is busy.' } },
      {},
      'noted Reading people: Not read since 1 hour ago: It is busy.',
    ],
    [
      'a connection that fails',
      { failingSince: now - HOUR, fault },
      {},
      'failed Calendars: Not read since 1 hour ago: It is broken.',
    ],
    [
      'a directory that is busy for a day',
      { directoryFailingSince: now - DAY, directoryFault: { code: 'busy', message: 'It is busy.' } },
      {},
      'failed Reading people: Not read since 24 hours ago: It is busy.',
    ],
    [
      'nobody could be read',
      { failing: 40, allFailingSince: now - HOUR, lastFault: fault },
      {},
      'noted Calendars: Not read since 1 hour ago: It is broken.',
    ],
    [
      'nobody could be read for a day',
      { failing: 40, allFailingSince: now - DAY, lastFault: fault },
      {},
      'failed Calendars: Not read since 24 hours ago: It is broken.',
    ],
    [
      'still reading',
      { read: 10, waiting: 30 },
      {},
      'noted Calendars: 10 of 40 are read, the oldest reading 20 minutes ago.',
    ],
    ['nobody is watched', { calendars: 0, read: 0 }, {}, 'noted Calendars: None is watched yet.'],
    [
      'refused pushes',
      { pushed: 38, notPushed: 2, pushFault: fault },
      {},
      'noted Pushes: 38 of 40 calendars tell of changes at once; the others are asked for them. It is broken.',
    ],
    [
      'many unreadable',
      {},
      { unreadable: 12 },
      'noted Left unread: 12 calendars cannot be read. And 12 more.',
    ],
  ])('%s', (_what, some, counts, line) => {
    const unwatched = { people: [], counts: { ...nobody.counts, ...counts } }
    const found = standingFindings({ ...well, ...some }, unwatched, { publicUrl, defaultZone }, now)
    expect(found.map(({ outcome, name, said }) => `${outcome} ${name}: ${said}`)).toContain(line)
  })

  test('faults come with their way out and raw words', () => {
    const [finding] = standingFindings(
      { ...well, failingSince: now, fault },
      nobody,
      { publicUrl, defaultZone },
      now,
    ).filter(({ outcome }) => outcome === 'failed')
    expect(finding).toMatchObject({ wayOut: 'Mend it.', raw: 'broken' })
  })

  test('nothing is said of pushes where services cannot reach us, nor of files', () => {
    const names = (standing: Standing, address: string | undefined) =>
      standingFindings(standing, nobody, { publicUrl: address, defaultZone }, now).map(({ name }) => name)
    expect(names(well, 'http://halfhour.example.com')).not.toContain('Pushes')
    expect(names({ ...well, kind: 'ics', options: {} }, publicUrl)).not.toContain('Pushes')
    expect(names(well, publicUrl)).toContain('Pushes')
  })
})
