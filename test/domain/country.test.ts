import Holidays from 'date-holidays'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countryOfZone, isCountry } from '../../src/domain/country.ts'

test.each([
  ['Europe/Berlin', 'DE'],
  ['europe/berlin', 'DE'],
  ['Europe/London', 'GB'],
  ['America/New_York', 'US'],
  ['Asia/Kolkata', 'IN'],
  ['Asia/Calcutta', 'IN'],
  ['Europe/Kyiv', 'UA'],
  ['America/Argentina/Buenos_Aires', 'AR'],
  ['Australia/Melbourne', 'AU'],
  ['Europe/Moscow', 'RU'],
  ['Europe/Belgrade', 'RS'],
  ['America/Curacao', 'CW'],
  ['UTC', null],
  ['Etc/GMT+5', null],
  ['+05:30', null],
  ['Antarctica/McMurdo', 'AQ'],
  ['Mars/Olympus', null],
  ['', null],
])('%s → %s', (zone, country) => expect(countryOfZone(zone)).toBe(country))

test('a zone has one country that is one, or none', () => {
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })
  fc.assert(
    fc.property(fc.constantFrom(...Intl.supportedValuesOf('timeZone')), (zone) => {
      const country = countryOfZone(zone)
      expect(country === null || names.of(country) !== undefined).toBe(true)
    }),
  )
})

test.each<[string, boolean]>([
  ['DE', true],
  ['GB', true],
  ['XK', true],
  ['SG', true],
  ['VA', true],
  ['XX', false],
  ['ZZ', false],
  ['UK', false],
  ['EU', false],
  ['SU', false],
  ['de', false],
  ['', false],
])('%s is a country: %s', (code, is) => expect(isCountry(code)).toBe(is))

test('every country whose holidays are known is one', () => {
  const names = Object.keys(new Holidays().getCountries())
  expect(names.filter((code) => !isCountry(code))).toEqual([])
})
