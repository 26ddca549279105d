import { v7 } from 'uuid';

/** Bytes of one event as its readers get it. */
const EVENT_BYTES = 300;

/** Beside it an envelope of the bench takes about 235 bytes, more or less with the digits of its position. */
const PADDING = 'x'.repeat(EVENT_BYTES - 235);

/** The data of one event of the bench; with another length of text where that is asked for. */
export function messageData(sent: string, text = 0): { sent: string; text: string } {
  return { sent, text: text === 0 ? PADDING : 'x'.repeat(text) };
}

/** The envelope that a bare peer broadcasts: the same fields, the same bytes. */
export function bareEnvelope(stream: string, offset: number, sent: string): object {
  return {
    id: v7(), type: 'bench.message.posted.v1', stream, position: `bareback.${offset}`, time: new Date().toISOString(), actor: 'system:bench', data: messageData(sent),
  };
}
