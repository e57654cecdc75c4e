// How much work something is, whatever else runs on the machine.

/** In milliseconds of this process's CPU; the least of three goes. */
export function effort(work: () => unknown): number {
  const goes = [1, 2, 3].map(() => {
    const before = process.cpuUsage()
    work()
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000
  })
  return Math.min(...goes)
}
