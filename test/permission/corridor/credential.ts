import type { CorridorSection, Ids } from './sections.js';

const credential = ({ credentialId }: Ids): object => ({ credentialId });

export const section: CorridorSection = {
  // The host sees it to decide on it; an administrator sees it and neither decides nor reads its number.
  about: 'a credential', knows: 'administrator operator host field protection',
  rows: {
    'corridor.credential.verify': 'host', 'corridor.credential.refuse': 'host', 'corridor.credential.revoke': 'operator host', 'corridor.licence.reveal': 'operator host',
    'corridor.credential.read': 'administrator operator host field protection',
  },
  inputs: {
    'corridor.credential.verify': credential, 'corridor.credential.refuse': credential, 'corridor.credential.revoke': credential, 'corridor.licence.reveal': credential, 'corridor.credential.read': credential,
  },
};
