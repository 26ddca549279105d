import type { Provider } from '@nestjs/common';
import { Sealer } from '#db';
import { CredentialGovernor } from './credential.governor.js';
import { RefuseCredential, RevokeCredential, VerifyCredential } from './decide-credential.js';
import { EnterCredential } from './enter-credential.js';
import './permissions.js';
import { ListCredentials, ListLicensed, ReadCredential } from './read-credentials.js';
import { CredentialTimers, RemindCredential } from './remind-credential.js';
import { RevealLicence } from './reveal-licence.js';

export const credentialProviders: Provider[] = [
  Sealer, CredentialGovernor, EnterCredential, VerifyCredential, RefuseCredential, RevokeCredential, RevealLicence, ListCredentials, ReadCredential, ListLicensed,
  RemindCredential, CredentialTimers,
];
