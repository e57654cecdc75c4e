// Outlook calendars by Microsoft's own clients: a window of each mailbox, incrementally; its expansion; its pushes.
import type { CalendarRef, CalendarService } from '../contract.ts'
import { openMailbox } from './mailbox.ts'
import { occurrencePages } from './occurrences.ts'
import { eventPages } from './pages.ts'
import { graphPush } from './push.ts'
import { type GraphOptions, openGraph } from './session.ts'

export function graphCalendars(options: GraphOptions): CalendarService {
  const graph = openGraph(options)
  const mailboxOf = (of: CalendarRef) => openMailbox(graph, options.key, of)
  return {
    changes: (of, ask) => eventPages(mailboxOf(of), of, ask),
    occurrences: (of, span) => occurrencePages(mailboxOf(of), of, span),
    push: graphPush(graph, options.key),
  }
}
