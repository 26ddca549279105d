import type { council } from '#contracts';

/** The first place where two values differ, with both; null when they are equal. Order of members does not count. */
export function difference(a: unknown, b: unknown, path = ''): string | null {
  if (Object.is(a, b)) return null;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return `${path}: ${shown(a)} and ${shown(b)}`;
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const found = difference((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key], `${path}/${key}`);
    if (found !== null) return found;
  }
  return null;
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 120);
}

/**
 * What of a room must be equal for all who read it. Versions only say that something was changed; since when exactly a
 * line is cut no event tells, only that it is; how many have voted is known while the poll is open to members alone.
 */
export function comparable(room: council.Room): unknown {
  return {
    ...room, meeting: { ...room.meeting, version: 0 },
    roll: room.roll.map((seat) => ({ ...seat, acting: seat.acting === null ? null : { ...seat.acting, lineLostAt: seat.acting.lineLostAt !== null } })),
    polls: room.polls.map((poll) => ({ ...poll, version: 0, castSeats: poll.state === 'open' ? 0 : poll.castSeats })),
  };
}
