/** A position taken apart. Offsets are only ever compared within one epoch. */
export interface Place {
  readonly epoch: string;
  readonly offset: number;
}

export function placeOf(position: string): Place {
  const [epoch = '', offset = '0'] = position.split('.');
  return { epoch, offset: Number(offset) };
}
