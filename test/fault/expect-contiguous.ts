interface Looked {
  sql<T extends object>(text: string): Promise<T[]>;
}

/** In every stream the offsets are 1, 2, 3 … up to its head, and once all are numbered the feed holds each event once. */
export async function expectContiguous(hub: Looked): Promise<void> {
  const torn = await hub.sql<{ name: string }>(
    `SELECT s.name, s.head, count(e.*) AS events, max(e."offset") AS last FROM log_stream s LEFT JOIN log_event e ON e.stream_id = s.id
     GROUP BY s.id HAVING s.head <> count(e.*) OR s.head <> coalesce(max(e."offset"), 0) OR count(DISTINCT e."offset") <> count(e.*)`);
  expect(torn).toEqual([]);
  let waiting: object[];
  do waiting = await hub.sql('SELECT 1 FROM log_unnumbered LIMIT 1');
  while (waiting.length > 0);
  const [feed] = await hub.sql<{ events: string; numbered: string; seq: string }>(
    `SELECT (SELECT count(*) FROM log_event) AS events, (SELECT coalesce(sum("to" - "from" + 1), 0) FROM log_feed) AS numbered, (SELECT seq FROM log_feed_head) AS seq`);
  expect(feed).toEqual({ events: feed?.events, numbered: feed?.events, seq: feed?.events });
}
