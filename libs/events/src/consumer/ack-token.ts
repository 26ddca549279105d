/** What settles one delivery of one message. */
export interface AckToken {
  /** Which life of the consumer it belongs to. */
  readonly generation: number;
  readonly number: number;
  /** Which delivery of the message it came with. */
  readonly delivered: number;
}

const FORM = /^([0-9a-f]{8})\.([1-9]\d{0,8})\.([1-9]\d{0,15})\.([1-9]\d{0,8})$/;

/** A token carries the end of its consumer's id, so that one of another consumer is told from its own. */
export function writeToken(consumerId: string, { generation, number, delivered }: AckToken): string {
  return `${consumerId.slice(-8)}.${generation}.${number}.${delivered}`;
}

/** Null when the text is no token of this consumer. */
export function readToken(consumerId: string, text: string): AckToken | null {
  const [, consumer, generation, number, delivered] = FORM.exec(text) ?? [];
  if (consumer !== consumerId.slice(-8)) return null;
  return { generation: Number(generation), number: Number(number), delivered: Number(delivered) };
}
