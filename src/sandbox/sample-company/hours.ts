// Whether somebody of the sample company is at work: what the tables call usual, told apart from the domain's own rule.
import { type Address, HOUR, type Instant } from '../../domain/types.ts'
import { wallOf } from '../world/zones.ts'
import { employees, holidays } from './people.ts'

/** @param until the hour of day at which it ends instead, null: their own */
export function isAtWork(address: Address, at: Instant, until: number | null): boolean {
  const { zone, hours } = employees.find((one) => one.address === address)!
  const local = new Date(wallOf(at, zone))
  const { startMinute, endMinute, days } = hours ?? {
    startMinute: 480,
    endMinute: 1080,
    days: [1, 2, 3, 4, 5],
  }
  const minute = (local.getTime() % (24 * HOUR)) / 60_000
  const day = local.toISOString().slice(0, 10)
  const isHoliday = holidays.some((holiday) => holiday.person === address && holiday.day === day)
  const end = until === null ? endMinute : until * 60
  return !isHoliday && days.includes(local.getUTCDay()) && minute >= startMinute && minute < end
}
