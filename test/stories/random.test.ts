// Ten random stories: three weeks each in which people and the world do what they like, and the service is killed. By
// turns all of them are at Google, all at Microsoft, or some here and some there.
// More of them, or one again: npm run stories -- --seeds 200, npm run stories -- --seed 7
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Database, openDatabase } from './random/database.ts'
import { liveThrough } from './random/story.ts'

let database: Database
beforeAll(async () => {
  database = await openDatabase()
})
afterAll(() => database.close())

test.for([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])(
  'what a random company went through ends as its log has it (seed %i)',
  async (seed) => {
    const { wrong, acts, readings } = await liveThrough(seed, database)
    expect(wrong, `to see it again: npm run stories -- --seed ${seed}`).toEqual([])
    expect(acts).toBeGreaterThan(20)
    expect(readings).toBeGreaterThan(50)
  },
)
