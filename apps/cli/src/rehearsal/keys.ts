import { council, type stream } from '#contracts';

/** What an acknowledged command promised, and where the log keeps the promise: one name for both. */
export const keys = {
  checkedIn: (seatId: string, personId: string, since: string) => `checked in ${seatId} ${personId} ${since}`,
  requested: (requestId: string) => `requested ${requestId}`,
  posted: (messageId: string) => `posted ${messageId}`,
  tabled: (motionId: string) => `tabled ${motionId}`,
  cast: (pollId: string, seatId: string, choice: string) => `cast ${pollId} ${seatId} ${choice}`,
  declared: (pollId: string) => `declared ${pollId}`,
  moved: (to: string) => `moved ${to}`,
};

/** The promise that an event keeps, if it is one of these. */
export function keyOf({ type, data }: stream.Envelope): string | null {
  const text = (name: string): string => String(data[name]);
  switch (type) {
    case council.checkedIn.name:
    case council.handedOver.name: return keys.checkedIn(text('seatId'), text('personId'), text('since'));
    case council.floorRequested.name: return keys.requested(text('requestId'));
    case council.messagePosted.name: return keys.posted(text('messageId'));
    case council.motionTabled.name: return keys.tabled(text('id'));
    case council.ballotCast.name: return keys.cast(text('pollId'), text('seatId'), text('choice'));
    case council.pollDeclared.name: return keys.declared(text('pollId'));
    case council.meetingMoved.name: return keys.moved(text('to'));
    default: return null;
  }
}
