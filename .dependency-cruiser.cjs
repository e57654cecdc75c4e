// The layers of docs/architecture.md, enforced: who may import whom, and no cycles.
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { pathNot: allowed },
})
const npm = (...names) => names.map((name) => `node_modules/${name}/`)

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    only('domain-is-pure', '^src/domain/', ['^src/domain/', ...npm('luxon', 'rrule-temporal', 'ical\\.js')],
      'The domain does no I/O: no node:*, no clients, only luxon and the recurrence library.'),
    { name: 'calendars-and-store-know-the-domain-only', severity: 'error', from: { path: '^src/(calendars|store)/' },
      to: { path: '^(src/(pipeline|mail|web|sandbox|app|cli|config)|workers/)' } },
    { name: 'calendars-and-store-are-strangers', severity: 'error', from: { path: '^src/calendars/' }, to: { path: '^src/store/' } },
    { name: 'store-does-not-know-calendars', severity: 'error', from: { path: '^src/store/' }, to: { path: '^src/calendars/' } },
    { name: 'mail-knows-the-domain-only', severity: 'error', from: { path: '^src/mail/' },
      to: { path: '^(src/(pipeline|store|calendars|web|sandbox|app|cli|config)|workers/)' } },
    { name: 'pipeline-gets-the-rest-as-arguments', severity: 'error', from: { path: '^src/pipeline/' },
      to: { path: '^(src/(store|calendars|mail|web|sandbox|app|cli|config)|workers/)', dependencyTypesNot: ['type-only'] } },
    { name: 'workers-only-call-the-pipeline', severity: 'error', from: { path: '^workers/' },
      to: { path: '^src/(store|calendars|mail|web|sandbox|cli)', dependencyTypesNot: ['type-only'] } },
    { name: 'web-never-judges', severity: 'error', from: { path: '^src/web/' },
      to: { path: '^src/(pipeline|calendars|sandbox|cli)', dependencyTypesNot: ['type-only'] } },
    { name: 'production-never-imports-the-sandbox', severity: 'error', from: { path: '^(src|workers)/', pathNot: '^src/(sandbox|cli)' },
      to: { path: '^src/sandbox/' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.json'] },
  },
}
