import { Counter, Gauge } from 'prom-client';

export const appended = new Counter({ name: 'hub_log_events_total', help: 'Events that this process has appended to the log.' });
export const numbered = new Counter({ name: 'hub_feed_numbered_total', help: 'Events that this process has given their numbers in the feed.' });
export const feedEnd = new Gauge({ name: 'hub_feed_position', help: 'The newest number in the feed, in the process on duty.' });
export const streamsFollowed = new Gauge({ name: 'hub_log_streams_followed', help: 'Streams that this process follows for its readers.' });
export const remembered = new Gauge({ name: 'hub_log_memory_bytes', help: 'Memory for the recent events of followed streams, about.' });
export const onDuty = new Gauge({ name: 'hub_on_duty', help: '1 when this process carries out the duties of the hub.' });
