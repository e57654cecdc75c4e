// The three people of the tests. Ada reports to Grace; Linus is Ada's colleague.
import type { Management, Person } from '../../src/domain/types.ts'

const person = (name: string, zone: string): Person => ({
  address: `${name.toLowerCase()}@example.com`,
  aliases: [],
  name,
  zone,
  hours: null,
  locale: 'en-GB',
  leftAt: null,
})

export const ada = person('Ada', 'Europe/Berlin')
export const grace = person('Grace', 'Europe/Berlin')
export const linus = person('Linus', 'America/New_York')

export const graceManagesAda: Management = {
  person: ada.address,
  manager: grace.address,
  from: null,
  until: null,
}
