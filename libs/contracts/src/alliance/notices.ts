import { z } from 'zod';
import { notice } from '../catalogue/notices.js';
import { office } from './words.js';

const name = z.string();
const seat = { body: name, institution: name };
const seatExample = { body: 'Council', institution: 'Provincial People’s Hospital' };
const held = { body: name, office };
const heldExample = { body: 'Council', office: 'secretary' } as const;

export const seatGivenNotice = notice('alliance.seat_given', {
  summary: 'The person may act for a seat from now on, as its delegate or an alternate.', category: 'seat', channels: ['inbox', 'mail'], facts: z.object(seat), example: seatExample,
});
export const seatEndedNotice = notice('alliance.seat_ended', {
  summary: 'The person no longer acts for a seat.', category: 'seat', channels: ['inbox', 'mail'], facts: z.object(seat), example: seatExample,
});
export const officeGivenNotice = notice('alliance.office_given', {
  summary: 'The person took up an office of a body.', category: 'seat', channels: ['inbox', 'mail'], facts: z.object(held), example: heldExample,
});
export const officeEndedNotice = notice('alliance.office_ended', {
  summary: 'The person left an office of a body.', category: 'seat', channels: ['inbox', 'mail'], facts: z.object(held), example: heldExample,
});
export const affiliationBegunNotice = notice('alliance.affiliation_begun', {
  summary: 'The person belongs to an institution from now on.', category: 'account', channels: ['inbox', 'mail'], facts: z.object({ institution: name }), example: { institution: seatExample.institution },
});
export const affiliationEndedNotice = notice('alliance.affiliation_ended', {
  summary: 'The person no longer belongs to an institution.', category: 'account', channels: ['inbox', 'mail'], facts: z.object({ institution: name }), example: { institution: seatExample.institution },
});
