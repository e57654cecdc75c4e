// Adds up vitest's JSON reports and prints "N passed, N failed"; a file that could not even be loaded is one failure.
import { existsSync, readFileSync } from 'node:fs'

interface Report {
  numPassedTests: number
  numFailedTests: number
  testResults: { status: string; assertionResults: unknown[] }[]
}

const reports = process.argv
  .slice(2)
  .filter(existsSync)
  .map((path): Report => JSON.parse(readFileSync(path, 'utf8')))
const passed = sum(reports.map((report) => report.numPassedTests))
const failed = sum(reports.map((report) => report.numFailedTests + unloaded(report)))
console.log(`${passed} passed, ${failed} failed`)
if (failed > 0 || passed === 0) process.exitCode = 1

function unloaded({ testResults }: Report): number {
  return testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
