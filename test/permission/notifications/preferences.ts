import { everybody, type NotificationSection } from './sections.js';

const nothing = (): object => ({});
const institution = ({ institutionId }: { readonly institutionId: string }): object => ({ institutionId });

/** Everybody about themselves. What an institution settles for its people, coordinators of others may not, and administrators may; everybody knows the institution. */
export const section: NotificationSection = {
  about: 'how one wants to be told, and how an institution wants its people to be', knows: everybody,
  rows: {
    'notifications.preference.read': everybody, 'notifications.preference.set': everybody, 'notifications.preference.clear': everybody,
    'notifications.quiet.read': everybody, 'notifications.quiet.set': everybody, 'notifications.quiet.clear': everybody, 'notifications.quiet.pause': everybody, 'notifications.quiet.resume': everybody,
    'notifications.digest.read': everybody, 'notifications.digest.set': everybody, 'notifications.digest.clear': everybody, 'notifications.zone.say': everybody,
    'notifications.institution_preference.read': 'administrator', 'notifications.institution_preference.set': 'administrator', 'notifications.institution_preference.clear': 'administrator',
    'notifications.institution_quiet.read': 'administrator', 'notifications.institution_quiet.set': 'administrator',
  },
  inputs: {
    'notifications.preference.read': nothing, 'notifications.preference.set': () => ({ category: 'poll', wanted: true }), 'notifications.preference.clear': () => ({ category: 'poll' }),
    'notifications.quiet.read': nothing, 'notifications.quiet.set': () => ({ spans: [] }), 'notifications.quiet.clear': nothing,
    'notifications.quiet.pause': () => ({ until: new Date(Date.now() + 60_000).toISOString() }), 'notifications.quiet.resume': nothing,
    'notifications.digest.read': nothing, 'notifications.digest.set': () => ({ category: 'poll', rhythm: { every: 'at_once' } }), 'notifications.digest.clear': () => ({ category: 'poll' }),
    'notifications.zone.say': () => ({ zone: null }),
    'notifications.institution_preference.read': institution, 'notifications.institution_preference.set': (ids) => ({ ...institution(ids), category: 'poll', wanted: true }),
    'notifications.institution_preference.clear': (ids) => ({ ...institution(ids), category: 'poll' }),
    'notifications.institution_quiet.read': institution, 'notifications.institution_quiet.set': (ids) => ({ ...institution(ids), spans: [] }),
  },
};
