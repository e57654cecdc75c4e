// A progress bar on stderr for work that takes a while; silent where nobody watches.
import { columnsOf } from './text.ts'

export interface Progress {
  /** @param done and `total` in any unit */
  at(done: number, total: number, what?: string): void
  end(): void
}

const WIDTH = 30

export function progressBar(stream: NodeJS.WriteStream = process.stderr): Progress {
  if (!stream.isTTY) return { at: () => {}, end: () => {} }
  let shown = ''
  return {
    at(done, total, what = '') {
      const share = total > 0 ? Math.min(1, done / total) : 1
      const filled = Math.round(share * WIDTH)
      const line = `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${String(Math.round(share * 100)).padStart(3)} %  ${what}`
      if (line === shown) return
      shown = line
      stream.write(`\r\u001b[2K${line.slice(0, columnsOf(stream, 80) - 1)}`)
    },
    end() {
      if (shown) stream.write('\r\u001b[2K')
      shown = ''
    },
  }
}
