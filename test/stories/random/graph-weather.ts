// What goes wrong at Microsoft in a random story.
import type { Address } from '../../../src/domain/types.ts'
import { readRoles } from '../../../src/sandbox/graph/oauth/apps.ts'
import type { GraphSandbox } from '../../../src/sandbox/graph/sandbox.ts'
import type { Sky, Trouble, Troubles } from './side.ts'
import { lockedOut } from './weather.ts'

const FAILURES = [
  'throttled',
  'concurrency',
  'tooManyRequests',
  'internalError',
  'unavailable',
  'mailboxMoving',
  'gatewayTimeout',
  'connectionCut',
] as const
const BLOCKS = ['disabled', 'noConsent', 'conditionalAccess'] as const
const EVENTS = ['subscriptionRemoved', 'missed', 'reauthorizationRequired'] as const

/** @param app what the service is to Microsoft */
export function graphTroubles(graph: GraphSandbox, app: string): Troubles {
  const { oauth, pushes, expireTokens, limitMailboxes, company } = graph
  const narrowed = (who: Address) => limitMailboxes(app, [who])
  const refusedTo = lasting(oauth.revokeTokens)
  return [
    [6, 'failures', failuresAt(graph)],
    [4, 'delta token expired', ({ dice, people }) => expireTokens(dice.pick(people))],
    [1, 'all delta tokens expired', ({ people }) => people.forEach(expireTokens)],
    [3, 'access tokens revoked', () => oauth.revokeTokens()],
    [2, 'subscription forgotten', ({ dice, people }) => pushes.forget(dice.pick(people))],
    [2, 'subscription event', ({ dice, people }) => pushes.lifecycle(dice.pick(people), dice.pick(EVENTS))],
    [
      2,
      'secret expired',
      refusedTo(
        () => oauth.expireSecrets(app, 0),
        () => oauth.expireSecrets(app, Infinity),
      ),
    ],
    [
      1,
      'app blocked',
      refusedTo(
        ({ dice }) => oauth.block(app, dice.pick(BLOCKS)),
        () => oauth.block(app, null),
      ),
    ],
    [
      1,
      'consent narrowed',
      refusedTo(
        () => oauth.setRoles(app, FEW),
        () => oauth.setRoles(app, readRoles),
      ),
    ],
    [
      2,
      'mailboxes refused',
      lasting()(
        ({ dice, people }) => narrowed(dice.pick(people)),
        () => limitMailboxes(app, null),
      ),
    ],
    [2, 'mailbox without a licence', withoutLicence(company)],
    [2, 'somebody locked out', lockedOut],
  ]
}

const FEW = ['User.Read.All']

/**
 * No token is refused with a 5xx or 429: MSAL asks for none for a minute of real time then, which no story waits for. Whole
 * batches are broken by the gateway: none may come any more when all is at rest.
 */
function failuresAt({ traffic }: GraphSandbox): Trouble {
  return ({ dice, watched }) => {
    const failure = dice.pick(FAILURES)
    const whose: { mailbox?: Address } = dice.chance(0.6) ? { mailbox: dice.pick(watched) } : {}
    const what = failure === 'connectionCut' && dice.chance(0.5) ? { kind: 'token' as const } : whose
    const after = dice.chance(0.5) ? { retryAfter: dice.pick([1, 30, 600]) } : {}
    traffic.forceFailures([{ failure, times: dice.between(1, 4), ...what, ...after }])
  }
}

/** It stays so for a few steps. @param felt tokens tell nothing of it while they live, so they end with it */
function lasting(felt = () => {}) {
  return (strike: Trouble, mend: () => void): Trouble =>
    (sky) => {
      strike(sky)
      felt()
      const mended = () => {
        mend()
        felt()
      }
      sky.broken.push({ left: sky.dice.between(1, 6), mend: mended })
    }
}

function withoutLicence({ switchCalendar }: GraphSandbox['company']): Trouble {
  return ({ dice, people, broken }: Sky) => {
    const who = dice.pick(people)
    switchCalendar(who, false)
    broken.push({ left: dice.between(1, 6), mend: () => switchCalendar(who, true) })
  }
}
