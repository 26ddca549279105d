import { permit } from '#realtime';

/** What there may be to hear of is no secret to anybody who is signed in. */
permit({ 'events.type.list': ['person'], 'events.type.read': ['person'] });
