import { z } from 'zod';

/**
 * The id of one thing: a UUID (RFC 9562). It may be given in capitals and is read in small letters, as the hub writes it: in the
 * names of streams, in rights and in hashes one thing has one id.
 */
export const id = z.uuid().toLowerCase();

const UUID_NAMED = /^[a-z]+:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The name of a stream, with the UUID in it (if it has one) in small letters. Other ids mean what they say. */
export function withSmallId(stream: string): string {
  return UUID_NAMED.test(stream) ? stream.toLowerCase() : stream;
}
