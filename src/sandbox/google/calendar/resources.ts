// The fields that each resource of the Calendar API has: what a `fields` parameter may name.

/** 'leaf': nothing below it can be selected. */
export interface Resource {
  [field: string]: 'leaf' | Resource
}

export const leaves = (names: string): Resource =>
  Object.fromEntries(names.split(' ').map((name) => [name, 'leaf']))

const time = leaves('date dateTime timeZone')
const someone = leaves('displayName email id self')

export const event: Resource = {
  ...leaves(
    'anyoneCanAddSelf attendeesOmitted colorId created description endTimeUnspecified etag eventLabelId eventType ' +
      'guestsCanInviteOthers guestsCanModify guestsCanSeeOtherGuests hangoutLink htmlLink iCalUID id kind location locked ' +
      'privateCopy recurrence recurringEventId sequence status summary transparency updated visibility',
  ),
  attachments: leaves('fileId fileUrl iconLink mimeType title'),
  attendees: leaves(
    'additionalGuests comment displayName email id optional organizer resource responseStatus self',
  ),
  birthdayProperties: leaves('contact customTypeName type'),
  conferenceData: leaves(
    'conferenceId conferenceSolution createRequest entryPoints notes parameters signature',
  ),
  creator: someone,
  end: time,
  extendedProperties: leaves('private shared'),
  focusTimeProperties: leaves('autoDeclineMode chatStatus declineMessage'),
  gadget: leaves('display height iconLink link preferences title type width'),
  organizer: someone,
  originalStartTime: time,
  outOfOfficeProperties: leaves('autoDeclineMode declineMessage'),
  reminders: { ...leaves('useDefault'), overrides: leaves('method minutes') },
  source: leaves('title url'),
  start: time,
  workingLocationProperties: leaves('customLocation homeOffice officeLocation type'),
}

export const events: Resource = {
  ...leaves('accessRole description etag kind nextPageToken nextSyncToken summary timeZone updated'),
  defaultReminders: leaves('method minutes'),
  items: event,
}

export const calendar: Resource = leaves(
  'conferenceProperties dataOwner description etag id kind location summary timeZone',
)

export const calendarListEntry: Resource = {
  ...calendar,
  ...leaves(
    'accessRole autoAcceptInvitations backgroundColor colorId defaultReminders deleted foregroundColor hidden ' +
      'notificationSettings primary selected summaryOverride',
  ),
}

export const calendarList: Resource = {
  ...leaves('etag kind nextPageToken nextSyncToken'),
  items: calendarListEntry,
}

export const channel: Resource = leaves(
  'address expiration id kind params payload resourceId resourceUri token type',
)
