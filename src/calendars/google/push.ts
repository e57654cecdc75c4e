// Google's push channels: an empty POST whenever a calendar's events changed.
import type { calendar_v3 } from 'googleapis/build/src/apis/calendar/v3.js'
import { DAY } from '../../domain/types.ts'
import { TransientError } from '../../errors.ts'
import type { Channel, Push } from '../contract.ts'
import { EVENTS } from './scopes.ts'
import type { Auth, Sessions } from './session.ts'
import { statusOf } from './trouble.ts'

/** As long as Google lets a channel live; it may give less. It can only be replaced, never made longer. */
const LIFETIME_SECONDS = (7 * DAY) / 1000

/** `watch` names no filter: the channel tells of all events, as they are listed. */
export function googlePush(google: calendar_v3.Calendar, sessions: Sessions): Push {
  return {
    watch: async ({ id: calendar, owner, providerId: calendarId }, { id, token, address }) => {
      const requestBody = {
        id,
        token,
        address,
        type: 'web_hook',
        params: { ttl: String(LIFETIME_SECONDS) },
      }
      const call = { calendarId, requestBody, fields: 'id,resourceId,expiration' }
      const ask = (auth: Auth) => google.events.watch({ ...call, auth })
      const { data } = await sessions.as(owner, EVENTS, ask, { calendar })
      return channelOf(data, id)
    },
    stop: async ({ id: calendar, owner }, { id, resource }) => {
      const requestBody = { id, resourceId: resource }
      const ask = (auth: Auth) =>
        google.channels.stop({ requestBody, auth }).catch((error) => {
          if (statusOf(error) !== 404) throw error
        })
      await sessions.as(owner, EVENTS, ask, { calendar })
    },
  }
}

/** Google always tells both; without them the channel could neither be stopped nor replaced in time. */
function channelOf({ resourceId, expiration }: calendar_v3.Schema$Channel, id: string): Channel {
  if (!resourceId || !expiration)
    throw new TransientError(`Google opened channel ${id} without telling what it watches and until when.`)
  return { id, resource: resourceId, expiresAt: Number(expiration) }
}
