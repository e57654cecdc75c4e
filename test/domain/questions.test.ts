import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Role } from '../../src/domain/planning.ts'
import { managerBank, momentBank, reportBank } from '../../src/domain/question-bank.ts'
import { type Occasion, type Question, questionFor, questionsFor } from '../../src/domain/questions.ts'
import { runs } from '../support/chance.ts'

const ordinary: Occasion = {
  firstMeeting: false,
  skips: 0,
  backFromLeave: false,
  quarterEnd: false,
  carriedOver: 0,
}
const roles: Role[] = ['manager', 'report', 'peer']
const pair = 'ada@example.com grace@example.com'

/** What a pair is asked over so many meetings. */
function asked(role: Role, times: number, occasion: Occasion = ordinary, of = pair): Question[] {
  const questions: Question[] = []
  for (let i = 0; i < times; i++) {
    const history = questions.map(({ id }) => id)
    questions.push(questionFor(role, of, history, occasion))
  }
  return questions
}

describe('the bank', () => {
  const all = roles.flatMap((role) => [...questionsFor(role).values()].flat())

  test('has at least eight questions in each big bucket and three in each moment', () => {
    for (const texts of [...Object.values(managerBank), ...Object.values(reportBank)]) {
      expect(texts.length).toBeGreaterThanOrEqual(8)
    }
    for (const { manager, report } of Object.values(momentBank)) {
      expect(Math.min(manager.length, report.length)).toBeGreaterThanOrEqual(3)
    }
  })

  test.each([...new Set(all.map(({ text }) => text))])(
    'short, plain, and no yes or no will do: %s',
    (text) => {
      expect(text).toMatch(/\?$/)
      expect(text.length).toBeLessThanOrEqual(90)
      expect(text).toMatch(/^(What|Which|Where|Who|Whom|Whose|When|With whom|How|If)\b/)
      expect(text).not.toMatch(/\b(status|progress|on track|deadline|update)\b/i)
    },
  )

  test.each(roles)('for a %s no question stands there twice, by id or text', (role) => {
    const questions = [...questionsFor(role).values()].flat()
    expect(new Set(questions.map(({ id }) => id)).size).toBe(questions.length)
    expect(new Set(questions.map(({ text }) => text)).size).toBe(questions.length)
  })

  test('peers are asked nothing about managers', () => {
    const texts = [...questionsFor('peer').values()].flat().map(({ text }) => text)
    expect(texts.filter((text) => /manager/i.test(text))).toEqual([])
  })
})

describe('rotation', () => {
  test.each(roles)('for a %s no bucket comes twice running', (role) => {
    const buckets = asked(role, 60).map(({ bucket }) => bucket)
    expect(buckets.filter((bucket, i) => bucket === buckets[i - 1])).toEqual([])
  })

  test.each(roles)('for a %s every bucket has its turn', (role) => {
    const big = [...questionsFor(role).keys()].filter((bucket) => !(bucket in momentBank))
    expect(new Set(asked(role, big.length).map(({ bucket }) => bucket))).toEqual(new Set(big))
  })

  test('pairs begin at different places', () => {
    const first = Array.from({ length: 20 }, (_, i) => asked('report', 1, ordinary, `pair ${i}`)[0]!.id)
    expect(new Set(first).size).toBeGreaterThan(5)
  })

  test('questions that are no more are passed over', () => {
    expect(questionFor('report', pair, ['gone:1', 'gone:2'], ordinary)).toEqual(
      questionFor('report', pair, [], ordinary),
    )
  })
})

describe('moments come before rotation', () => {
  test.each([
    ['first meeting', { firstMeeting: true }, 'first-meeting'],
    ['back from leave', { backFromLeave: true }, 'back-from-leave'],
    ['after a skip', { skips: 1 }, 'after-skip'],
    ["quarter's end", { quarterEnd: true }, 'quarter-end'],
    [
      'the first meeting before all others',
      { firstMeeting: true, skips: 1, quarterEnd: true },
      'first-meeting',
    ],
    ['a skip before an item carried over', { skips: 1, carriedOver: 3 }, 'after-skip'],
    ['an item carried over three times', { carriedOver: 3 }, 'blockers'],
    ["carried over, at quarter's end", { carriedOver: 3, quarterEnd: true }, 'blockers'],
  ])('%s', (_why, changes, bucket) => {
    expect(questionFor('report', pair, [], { ...ordinary, ...changes }).bucket).toBe(bucket)
  })

  test('an item carried over twice is none', () => {
    expect(questionFor('report', pair, [], { ...ordinary, carriedOver: 2 })).toEqual(asked('report', 1)[0])
  })

  test('an item carried over makes the manager offer support', () => {
    expect(questionFor('manager', pair, [], { ...ordinary, carriedOver: 3 }).bucket).toBe('support')
  })

  test('the same moment twice running: the second time the rotation has its turn', () => {
    const buckets = asked('report', 6, { ...ordinary, quarterEnd: true }).map(({ bucket }) => bucket)
    expect(buckets.map((bucket) => bucket === 'quarter-end')).toEqual([true, false, true, false, true, false])
  })

  test('after two skips it is never growth', () => {
    const buckets = asked('report', 60, { ...ordinary, skips: 2 }).map(({ bucket }) => bucket)
    expect(buckets).not.toContain('growth')
    expect(asked('report', 60).map(({ bucket }) => bucket)).toContain('growth')
  })
})

const occasion = fc.record({
  firstMeeting: fc.boolean(),
  skips: fc.integer({ min: 0, max: 3 }),
  backFromLeave: fc.boolean(),
  quarterEnd: fc.boolean(),
  carriedOver: fc.integer({ min: 0, max: 4 }),
})
const meetings = fc.array(occasion, { maxLength: 120 })

test.each(roles)(
  'for a %s: nothing comes back before its bucket was used, no bucket twice running',
  (role) => {
    const sizes = new Map([...questionsFor(role)].map(([bucket, questions]) => [bucket, questions.length]))
    fc.assert(
      fc.property(meetings, fc.string(), (occasions, of) => {
        const history: Question[] = []
        for (const one of occasions) {
          const question = questionFor(
            role,
            of,
            history.map(({ id }) => id),
            one,
          )
          expect(question.bucket).not.toBe(history.at(-1)?.bucket)
          const ofBucket = history.filter(({ bucket }) => bucket === question.bucket)
          const sinceUsedUp = ofBucket.slice(
            ofBucket.length - (ofBucket.length % sizes.get(question.bucket)!),
          )
          expect(sinceUsedUp.map(({ id }) => id)).not.toContain(question.id)
          history.push(question)
        }
      }),
      { numRuns: runs(30) },
    )
  },
)
