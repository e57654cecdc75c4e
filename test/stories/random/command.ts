// npm run stories -- --seeds 200 [--from N] [--seed N]: as many random stories as there is time for.
import { parseArgs } from 'node:util'
import { openDatabase } from './database.ts'
import { liveThrough, type Outcome } from './story.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '200' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
  },
})
const [from, count] = values.seed ? [Number(values.seed), 1] : [Number(values.from), Number(values.seeds)]
const database = await openDatabase()
const outcomes: Outcome[] = []
for (let seed = from; seed < from + count; seed++) {
  const outcome = await liveThrough(seed, database)
  outcomes.push(outcome)
  report(outcome)
}
await database.close()
const failed = outcomes.filter(({ wrong }) => wrong.length > 0).map(({ seed }) => seed)
console.log(summary())
process.exit(failed.length > 0 ? 1 : 0)

function report({ seed, home, acts, steps, readings, kills, slots, mails, took, wrong, told }: Outcome) {
  const figures = `${acts} acts, ${steps} steps, ${readings} readings, ${kills} kills, ${slots} slots, ${mails} mails`
  console.log(
    `seed ${seed} (${home}): ${wrong.length > 0 ? 'WRONG' : 'ok'} (${figures}, ${(took / 1000).toFixed(1)} s)`,
  )
  if (wrong.length === 0) return
  if (values.seed) console.log(told.join('\n'))
  for (const line of wrong.slice(0, 12)) console.log(`  ${line}`)
  console.log(`  again: npm run stories -- --seed ${seed}`)
}

function summary(): string {
  const sum = (of: (one: Outcome) => number) => outcomes.reduce((total, one) => total + of(one), 0)
  const lines = [
    `${outcomes.length} stories: ${sum((o) => o.acts)} acts, ${sum((o) => o.steps)} steps, ${sum((o) => o.readings)} readings`,
    `(${sum((o) => o.whole)} of them whole), ${sum((o) => o.restarts)} restarts (${sum((o) => o.kills)} killed), ${sum((o) => o.troubles)} troubles,`,
    `${sum((o) => o.slots)} slots, ${sum((o) => o.mails)} mails, ${Math.round(sum((o) => o.took) / 1000)} s.`,
  ]
  return `${lines.join(' ')}\n${failed.length > 0 ? `Failed: ${failed.join(', ')}` : 'All is well.'}`
}
