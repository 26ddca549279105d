import { TellOfAgendas } from './tell-of-agendas.js';
import { TellOfMeetings } from './tell-of-meetings.js';
import { TellOfPolls } from './tell-of-polls.js';
import { TellOfSeats } from './tell-of-seats.js';
import { TellOfSittings } from './tell-of-sittings.js';

export const noticeProviders = [TellOfMeetings, TellOfAgendas, TellOfSeats, TellOfSittings, TellOfPolls];
