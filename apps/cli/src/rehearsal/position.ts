/** A place in one history of one stream, taken apart. Clients only ever compare offsets within one epoch. */
export interface Place {
  readonly epoch: string;
  readonly offset: number;
}

export function placeOf(position: string): Place {
  const [epoch = '', offset = '0'] = position.split('.');
  return { epoch, offset: Number(offset) };
}

export function offsetOf(position: string): number {
  return placeOf(position).offset;
}
