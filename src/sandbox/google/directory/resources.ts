// The fields that each resource of the Directory API has: what a `fields` parameter may name.
import { leaves, type Resource } from '../calendar/resources.ts'

export const user: Resource = {
  ...leaves(
    'agreedToTerms aliases archivalTime archived changePasswordAtNextLogin creationTime customSchemas customerId ' +
      'deletionTime etag gender hashFunction id includeInGlobalAddressList ipWhitelisted isAdmin isDelegatedAdmin ' +
      'isEnforcedIn2Sv isEnrolledIn2Sv isGuestUser isMailboxSetup kind lastLoginTime nonEditableAliases notes orgUnitPath ' +
      'password primaryEmail recoveryEmail recoveryPhone suspended suspensionReason suspensionTime thumbnailPhotoEtag ' +
      'thumbnailPhotoUrl',
  ),
  addresses: leaves(
    'country countryCode customType extendedAddress formatted locality poBox postalCode primary region sourceIsStructured ' +
      'streetAddress type',
  ),
  emails: leaves('address customType primary type'),
  externalIds: leaves('customType type value'),
  ims: leaves('customProtocol customType im primary protocol type'),
  keywords: leaves('customType type value'),
  languages: leaves('customLanguage languageCode preference'),
  locations: leaves('area buildingId customType deskCode floorName floorSection type'),
  name: leaves('displayName familyName fullName givenName'),
  organizations: leaves(
    'costCenter customType department description domain fullTimeEquivalent location name primary symbol title type',
  ),
  phones: leaves('customType primary type value'),
  posixAccounts: leaves(
    'accountId gecos gid homeDirectory operatingSystemType primary shell systemId uid username',
  ),
  relations: leaves('customType type value'),
  sshPublicKeys: leaves('expirationTimeUsec fingerprint key'),
  websites: leaves('customType primary type value'),
}

export const users: Resource = { ...leaves('etag kind nextPageToken trigger_event'), users: user }

export const group: Resource = leaves(
  'adminCreated aliases description directMembersCount email etag externalIds id kind name nonEditableAliases',
)

export const members: Resource = {
  ...leaves('etag kind nextPageToken'),
  members: leaves('delivery_settings email etag id kind role status type'),
}
