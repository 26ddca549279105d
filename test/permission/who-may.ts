import { randomUUID } from 'node:crypto';
import { newId } from '#kernel';

/** `alternate`: of the same seat as the delegate. `key`: a key of the chair's that may read and change nothing. `nobody`: not signed in. */
export const all = ['administrator', 'chair', 'secretary', 'delegate', 'alternate', 'interpreter', 'observer', 'stranger', 'key', 'nobody'] as const;
export type Role = (typeof all)[number];

const everybody = 'administrator chair secretary delegate alternate interpreter observer stranger key';
const leaders = 'chair secretary';
const delegates = 'delegate alternate';
const readers = 'administrator chair secretary delegate alternate interpreter observer';

export interface Section {
  readonly about: string;
  /** To whom it is refused with 403, who may know of it; to all others it does not exist (404). */
  readonly knows: string;
  /** The same for a meeting of another body; left out where there is no such thing. */
  readonly abroad?: string;
  /** Who may, by the name of what is asked. A key reads what its owner reads. */
  readonly rows: Readonly<Record<string, string>>;
}

/** Who may do what. A name that is not here fails the tests. */
export const sections: readonly Section[] = [
  {
    about: 'a meeting', knows: `${readers} key`, abroad: 'administrator',
    rows: {
      'council.meeting.change': leaders, 'council.meeting.convene': leaders, 'council.meeting.open_check_in': leaders, 'council.meeting.cancel': leaders,
      'council.meeting.call_to_order': 'chair', 'council.meeting.recess': 'chair', 'council.meeting.resume': 'chair', 'council.meeting.adjourn': 'chair',
      'council.observer.admit': leaders, 'council.observer.dismiss': leaders, 'council.chair.hand_over': `${leaders} administrator`,
      'council.attendance.check_in': `secretary ${delegates}`, 'council.attendance.check_out': `secretary ${delegates}`, 'council.attendance.hand_over': delegates,
      'council.agenda.add_item': leaders, 'council.agenda.change_item': leaders, 'council.agenda.move_item': leaders, 'council.agenda.remove_item': leaders,
      'council.agenda.take_up': leaders, 'council.agenda.conclude': leaders,
      'council.floor.request': `${leaders} ${delegates}`, 'council.floor.withdraw': `${leaders} ${delegates}`, 'council.floor.give': 'chair', 'council.floor.end': `${leaders} ${delegates}`,
      'council.floor.open_list': leaders, 'council.floor.close_list': leaders,
      'council.motion.table': `secretary ${delegates}`, 'council.motion.withdraw': `secretary ${delegates}`,
      'council.poll.open': 'chair', 'council.ballot.cast': delegates, 'council.poll.close': leaders, 'council.poll.declare': 'chair', 'council.poll.annul': 'chair',
      'council.chat.post': `${leaders} ${delegates} interpreter observer`, 'council.chat.hide': leaders,
      'council.meeting.read': readers, 'council.attendance.read': readers, 'council.agenda.read': readers, 'council.floor.read': readers, 'council.motion.list': readers,
      'council.poll.list': readers, 'council.poll.read': readers, 'council.chat.list': readers,
      'council.meeting.close': 'chair',
    },
  },
  {
    about: 'a body, as one that meets: known to its officers', knows: `${leaders} interpreter key`, abroad: '',
    rows: { 'council.meeting.draft': leaders },
  },
  {
    about: 'the hub', knows: everybody,
    rows: {
      'events.consumer.create': everybody, 'events.consumer.list': everybody,
      'events.subscription.create': 'administrator', 'events.subscription.list': everybody, 'events.dead_letter.list': everybody,
      'events.proof_key.list': everybody, 'events.proof_key.replace': 'administrator',
      'events.sandbox.open': 'administrator', 'events.sandbox.behave': 'administrator', 'events.sandbox.close': 'administrator', 'events.sandbox.list': 'administrator', 'events.sandbox.read': 'administrator',
      'hub.clock.read': everybody, 'council.meeting.list': everybody, 'events.type.list': everybody, 'events.type.read': everybody,
      'identity.me.read': everybody, 'identity.profile.change': everybody, 'identity.person.list': everybody, 'identity.person.read': everybody,
      'identity.session.list': everybody, 'identity.key.list': everybody, 'identity.key.create': everybody,
      'identity.person.invite': 'administrator', 'identity.invitation.withdraw': 'administrator', 'identity.invitation.list': 'administrator', 'identity.audit.list': 'administrator',
      'alliance.country.list': everybody, 'alliance.institution.list': everybody, 'alliance.body.list': everybody,
      'alliance.institution.register': 'administrator', 'alliance.body.establish': 'administrator',
      'queue.state.read': 'administrator', 'queue.dead_letter.list': 'administrator', 'queue.dead_letter.redrive': 'administrator', 'queue.dead_letter.drop': 'administrator',
    },
  },
  {
    about: 'institutions, bodies and their seats: known to everybody', knows: everybody,
    rows: {
      'alliance.institution.read': everybody, 'alliance.body.read': everybody, 'alliance.seat.list': everybody,
      'alliance.institution.change': 'administrator', 'alliance.institution.close': 'administrator', 'alliance.body.change_rules': 'administrator',
      'alliance.office.appoint': 'administrator', 'alliance.office.dismiss': 'administrator',
      'alliance.seat.create': 'administrator', 'alliance.seat.weigh': 'administrator', 'alliance.seat.appoint': 'administrator secretary',
      'alliance.seat.vacate': 'administrator',
    },
  },
  {
    about: 'somebody else’s matters', knows: '',
    rows: {
      'identity.session.end': 'administrator', 'identity.key.revoke': 'administrator', 'identity.person.suspend': 'administrator', 'identity.person.restore': 'administrator',
      'identity.password.reset': 'administrator', 'identity.role.grant': 'administrator', 'identity.role.revoke': 'administrator', 'identity.affiliation.begin': 'administrator', 'identity.affiliation.end': 'administrator',
    },
  },
  {
    about: 'somebody else’s subscription: administrators look at it and stop it', knows: 'administrator',
    rows: {
      'events.subscription.read': 'administrator', 'events.subscription.keys': 'administrator', 'events.subscription.pause': 'administrator', 'events.subscription.end': 'administrator',
      'events.delivery.list': 'administrator', 'events.delivery.read': 'administrator', 'events.explain.read': 'administrator', 'events.receipt.list': 'administrator', 'events.receipt.read': 'administrator',
      'events.subscription.change': '', 'events.subscription.activate': '', 'events.subscription.resume': '', 'events.subscription.rotate_secret': '', 'events.subscription.test': '',
      'events.delivery.replay': '', 'events.delivery.replay_range': '', 'events.sandbox.examine': '',
      'events.examination.list': 'administrator', 'events.examination.read': 'administrator',
    },
  },
  {
    about: 'somebody else’s consumer: administrators look at it and delete it', knows: 'administrator',
    rows: {
      'events.consumer.read': 'administrator', 'events.consumer.delete': 'administrator', 'events.explain.read_consumer': 'administrator',
      'events.consumer.change': '', 'events.consumer.reset': '', 'events.consumer.redrive': '', 'events.consumer.discard': '', 'events.consumer.parked': '',
    },
  },
];

/** What there is to ask about. The seat is another institution's than the delegate's; the person, session, key and institution are nobody's here. */
export interface Ids {
  readonly meetingId: string;
  readonly bodyId: string;
  readonly pollId: string;
  readonly seatId: string;
  readonly personId: string;
  /** Who has the chair, and keeps it. */
  readonly chairId: string;
  readonly sessionId: string;
  readonly keyId: string;
  readonly institutionId: string;
  readonly invitationId: string;
  readonly subscriptionId: string;
  readonly consumerId: string;
  /** One that administrators may see. */
  readonly eventId: string;
  /** Consumers that are deleted, one each time. */
  readonly spareConsumerIds: string[];
}

type Input = (ids: Ids) => Record<string, unknown>;

const meeting: Input = ({ meetingId }) => ({ meetingId });
const seat: Input = ({ meetingId, seatId }) => ({ meetingId, seatId });
const item: Input = ({ meetingId }) => ({ meetingId, itemId: newId() });
const request: Input = ({ meetingId }) => ({ meetingId, requestId: newId() });
const motion: Input = ({ meetingId }) => ({ meetingId, motionId: newId() });
const poll: Input = ({ meetingId, pollId }) => ({ meetingId, pollId });
const observer: Input = ({ meetingId, personId }) => ({ meetingId, personId });
const person: Input = ({ personId }) => ({ personId });
const body: Input = ({ bodyId }) => ({ bodyId });
const office: Input = ({ bodyId, personId }) => ({ bodyId, personId, office: 'interpreter' });
const affiliation: Input = ({ personId, institutionId }) => ({ personId, institutionId });
const institution: Input = ({ institutionId }) => ({ institutionId });
const subscription: Input = ({ subscriptionId }) => ({ subscriptionId });
const consumer: Input = ({ consumerId }) => ({ consumerId });
const nothing: Input = () => ({});
const half = { numerator: 1, denominator: 2 };
const rules = { quorum: { of: 'seats', atLeast: half, strict: true }, majority: { threshold: half, strict: true, base: 'valid', unit: 'weights', tie: 'fails' } };
const hospital = { name: 'Hospital', countryCode: 'RU', zone: 'Europe/Moscow' };
const with_ = (input: Input, more: object): Input => (ids) => ({ ...input(ids), ...more });

/** What is sent, so that the schema lets it through and whoever may do it does no harm to the next one. */
export const inputs: Readonly<Record<string, Input>> = {
  'council.meeting.draft': with_(body, { title: 'Sitting', zone: 'UTC', start: '2027-01-01T09:00' }),
  'council.meeting.change': with_(meeting, { title: 'Sitting' }), 'council.meeting.convene': meeting, 'council.meeting.open_check_in': meeting, 'council.meeting.call_to_order': meeting,
  'council.meeting.recess': meeting, 'council.meeting.resume': meeting, 'council.meeting.adjourn': meeting, 'council.meeting.close': meeting, 'council.meeting.cancel': with_(meeting, { reason: 'r' }),
  'council.observer.admit': observer, 'council.observer.dismiss': observer, 'council.chair.hand_over': ({ meetingId, chairId }) => ({ meetingId, personId: chairId }),
  'council.attendance.check_in': with_(seat, { mode: 'hall' }), 'council.attendance.check_out': seat, 'council.attendance.hand_over': (ids) => ({ ...seat(ids), personId: ids.personId, mode: 'hall' }),
  'council.agenda.add_item': with_(meeting, { title: 't' }), 'council.agenda.change_item': with_(item, { title: 't' }), 'council.agenda.move_item': with_(item, { parentId: null, position: 1 }),
  'council.agenda.remove_item': item, 'council.agenda.take_up': item, 'council.agenda.conclude': with_(item, { outcome: 'noted' }),
  'council.floor.request': with_(meeting, { kind: 'speech' }), 'council.floor.withdraw': request, 'council.floor.give': with_(request, { seconds: 60 }), 'council.floor.end': meeting,
  'council.floor.open_list': meeting, 'council.floor.close_list': meeting,
  'council.motion.table': with_(meeting, { title: 't', text: 't' }), 'council.motion.withdraw': motion,
  'council.poll.open': motion, 'council.poll.close': poll, 'council.poll.declare': poll, 'council.poll.annul': with_(poll, { reason: 'r' }),
  'council.ballot.cast': (ids) => ({ ...poll(ids), seatId: ids.seatId, choice: 'yes' }),
  'council.chat.post': with_(meeting, { text: 't' }), 'council.chat.hide': (ids) => ({ ...meeting(ids), messageId: newId(), reason: 'r' }),
  'council.meeting.list': nothing, 'council.meeting.read': meeting, 'council.attendance.read': meeting, 'council.agenda.read': meeting, 'council.floor.read': meeting, 'council.motion.list': meeting,
  'council.poll.list': meeting, 'council.poll.read': poll, 'council.chat.list': meeting,
  'events.subscription.create': () => ({ name: 'Subscription', url: 'https://hooks.example.org/hub' }), 'events.subscription.list': nothing, 'events.dead_letter.list': nothing,
  'events.subscription.read': subscription, 'events.subscription.keys': subscription, 'events.subscription.pause': subscription, 'events.subscription.end': subscription,
  'events.subscription.change': with_(subscription, { name: 'Changed' }), 'events.subscription.activate': subscription, 'events.subscription.resume': subscription,
  'events.subscription.rotate_secret': subscription, 'events.subscription.test': subscription,
  'events.delivery.list': subscription, 'events.delivery.read': with_(subscription, { sequence: 1 }), 'events.delivery.replay': with_(subscription, { sequence: 1 }),
  'events.delivery.replay_range': with_(subscription, { since: '2026-01-01T00:00:00Z' }),
  'events.receipt.list': subscription, 'events.receipt.read': with_(subscription, { day: '2026-01-01' }), 'events.proof_key.list': nothing, 'events.proof_key.replace': nothing,
  'events.sandbox.open': nothing, 'events.sandbox.behave': () => ({ sinkId: newId(), behaviour: { answer: 'well' } }), 'events.sandbox.close': () => ({ sinkId: newId() }), 'events.sandbox.list': nothing,
  'events.sandbox.read': () => ({ sinkId: newId() }), 'events.sandbox.examine': subscription, 'events.examination.list': subscription, 'events.examination.read': (ids) => ({ ...subscription(ids), examinationId: newId() }),
  'events.explain.read': ({ subscriptionId, eventId }) => ({ subscriptionId, eventId }), 'events.explain.read_consumer': ({ consumerId, eventId }) => ({ consumerId, eventId }),
  'events.consumer.create': () => ({ name: `consumer-${randomUUID().slice(0, 8)}` }), 'events.consumer.list': nothing, 'events.consumer.read': consumer,
  'events.consumer.delete': ({ spareConsumerIds }) => ({ consumerId: spareConsumerIds.pop() }), 'events.consumer.change': with_(consumer, { ackWait: 30 }),
  'events.consumer.reset': with_(consumer, { deliverPolicy: 'new' }), 'events.consumer.redrive': consumer, 'events.consumer.discard': consumer, 'events.consumer.parked': consumer,
  'hub.clock.read': nothing, 'events.type.list': nothing, 'events.type.read': () => ({ type: 'council.poll.opened.v1' }),
  'identity.me.read': nothing, 'identity.profile.change': () => ({ language: 'ru' }), 'identity.person.list': nothing, 'identity.person.read': person,
  'identity.session.list': nothing, 'identity.key.list': nothing, 'identity.key.create': () => ({ name: 'k', scopes: ['identity:read'] }),
  'identity.person.invite': () => ({ name: 'New', email: `${randomUUID()}@example.org` }), 'identity.invitation.withdraw': ({ invitationId }) => ({ invitationId }),
  'identity.invitation.list': nothing, 'identity.audit.list': nothing,
  'identity.session.end': ({ sessionId }) => ({ sessionId }), 'identity.key.revoke': ({ keyId }) => ({ keyId }), 'identity.person.suspend': person, 'identity.person.restore': person,
  'identity.password.reset': person, 'identity.role.grant': with_(person, { role: 'integrator' }), 'identity.role.revoke': with_(person, { role: 'integrator' }),
  'identity.affiliation.begin': affiliation, 'identity.affiliation.end': affiliation,
  'queue.state.read': nothing, 'queue.dead_letter.list': nothing, 'queue.dead_letter.redrive': () => ({ deadLetterIds: [newId()] }), 'queue.dead_letter.drop': () => ({ deadLetterIds: [newId()] }),
  'alliance.country.list': nothing, 'alliance.institution.list': nothing, 'alliance.institution.read': institution, 'alliance.institution.register': () => hospital,
  'alliance.institution.change': with_(institution, { name: 'Changed' }), 'alliance.institution.close': institution,
  'alliance.body.list': nothing, 'alliance.body.read': body, 'alliance.body.establish': () => ({ name: 'New', kind: 'committee', rules }), 'alliance.body.change_rules': with_(body, { rules, rulesVersion: 1 }),
  'alliance.office.appoint': office, 'alliance.office.dismiss': office,
  'alliance.seat.list': body, 'alliance.seat.create': ({ bodyId, institutionId }) => ({ bodyId, institutionId }), 'alliance.seat.weigh': ({ seatId }) => ({ seatId, weight: '2' }),
  'alliance.seat.appoint': ({ seatId, personId }) => ({ seatId, delegateId: personId, alternateIds: [] }), 'alliance.seat.vacate': ({ seatId }) => ({ seatId }),
};
