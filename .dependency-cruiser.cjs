// The layers of docs/architecture.md, enforced: who may import whom, no cycles, nothing undeclared.

/** Room → what of the project it may import, beside itself. */
const may = {
  domain: [],
  terminal: ['src/domain/'],
  calendars: ['src/domain/', 'src/errors.ts'],
  store: ['src/domain/', 'src/errors.ts'],
  mail: ['src/domain/', 'src/errors.ts'],
  sandbox: ['src/domain/', 'src/errors.ts'],
  roster: ['src/domain/', 'src/errors.ts', 'src/calendars/'],
  pipeline: ['src/domain/', 'src/errors.ts', 'src/queue.ts'],
  connecting: ['src/domain/', 'src/errors.ts', 'src/calendars/', 'src/store/', 'src/pipeline/', 'src/services.ts'],
  letters: ['src/domain/', 'src/store/', 'src/mail/', 'src/pipeline/'],
  web: ['src/domain/', 'src/errors.ts', 'src/store/', 'src/mail/', 'src/queue.ts'],
}
/** The outermost rooms, and the files beside the rooms, may import anything. */
const outermost = ['audit', 'commands', 'demo', 'doctor']
/** Rooms that get the rest as arguments: its types they may name. */
const namesTypes = ['connecting', 'pipeline', 'web']

const rooms = Object.entries(may).map(([room, allowed]) => ({
  name: `${room}-keeps-to-its-layer`,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: {
    path: '^(src|workers|bench|test)/',
    pathNot: [`^src/${room}/`, ...allowed.map((path) => `^${path}`)],
    ...(namesTypes.includes(room) ? { dependencyTypesNot: ['type-only'] } : {}),
  },
}))

module.exports = {
  forbidden: [
    ...rooms,
    {
      name: 'every-room-has-a-layer',
      comment: 'A new room: give it a line above, and one in docs/architecture.md.',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: `^src/(${[...Object.keys(may), ...outermost].join('|')})/` },
      to: {},
    },
    {
      name: 'domain-is-pure',
      comment: 'No I/O and no clock in the domain: nothing of Node, and no package but the recurrence library.',
      severity: 'error',
      from: { path: '^src/domain/' },
      to: { pathNot: ['^src/domain/', '^node_modules/rrule-temporal/'] },
    },
    {
      name: 'what-both-sandboxes-share-knows-neither',
      severity: 'error',
      from: { path: '^src/sandbox/(world|server)/' },
      to: { path: '^src/sandbox/', pathNot: '^src/sandbox/(world|server)/' },
    },
    {
      name: 'workers-only-call-the-pipeline',
      severity: 'error',
      from: { path: '^workers/' },
      to: {
        path: '^(src|bench|test)/',
        pathNot: ['^src/(pipeline|domain)/', '^src/(queue|errors)\\.ts$'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'only-the-outermost-read-the-configuration',
      severity: 'error',
      from: { path: '^(src|workers)/', pathNot: '^src/((commands|demo)/|(app|cli|config|settings)\\.ts$)' },
      to: { path: '^src/(config|settings)\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'only-the-demo-starts-the-sandbox',
      severity: 'error',
      from: { path: '^(src|workers)/', pathNot: '^src/(sandbox|commands|demo)/' },
      to: { path: '^src/sandbox/' },
    },
    {
      name: 'no-cycles',
      comment: 'Files that need each other at run time. Types may refer to each other.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'production-needs-no-dev-dependency',
      severity: 'error',
      from: { path: '^(src|workers)/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'nothing-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
}
