// Keys of service accounts that nobody knows: for what is opened but not asked.
import { generateKeyPairSync, randomBytes } from 'node:crypto'

export function createServiceKey() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return {
    type: 'service_account',
    client_email: 'halfhour@example.iam.gserviceaccount.com',
    client_id: '100000000000000000001',
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    private_key_id: randomBytes(20).toString('hex'),
  }
}
