/** One figure of the bench. The goal is of the ratio where there is one, else of the value. */
export interface Row {
  /** The lib that is measured. */
  readonly area: string;
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What it is compared with, measured in the same run. */
  readonly peer: string | null;
  readonly peerValue: number | null;
  /** Median over the rounds of value / peerValue, each of one round. */
  readonly ratio: number | null;
  readonly goal: number | null;
  readonly better: 'higher' | 'lower';
  /** The ratio of each round where there is one, else the value of each. */
  readonly samples: readonly number[];
  readonly verdict?: 'met' | 'missed' | 'undecided' | null;
  /** What a reader must know to judge the figure. */
  readonly note?: string;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return low === undefined || high === undefined ? NaN : (low + high) / 2;
}

export function round(value: number): number {
  const digits = Math.abs(value) >= 1000 ? 0 : Math.abs(value) >= 10 ? 1 : 3;
  return Number(value.toFixed(digits));
}

interface Figure {
  readonly area: string;
  readonly name: string;
  readonly unit: string;
  readonly better: 'higher' | 'lower';
  readonly goal?: number;
  readonly note?: string | undefined;
}

/** A figure without a peer: the median of its rounds. */
export function single(figure: Figure, values: readonly number[]): Row {
  return finished({ ...figure, value: round(median(values)), peer: null, peerValue: null, ratio: null, goal: figure.goal ?? null, samples: values.map(round) });
}

/** A figure beside its peer's: the median of the ratios of each round. */
export function paired(figure: Figure & { peer: string }, values: readonly number[], peers: readonly number[]): Row {
  const ratios = values.map((value, at) => value / (peers[at] ?? NaN));
  return finished({ ...figure, value: round(median(values)), peerValue: round(median(peers)), ratio: round(median(ratios)), goal: figure.goal ?? null, samples: ratios.map(round) });
}

function finished(row: Row): Row {
  return row.note === undefined ? Object.fromEntries(Object.entries(row).filter(([key]) => key !== 'note')) as unknown as Row : row;
}

/**
 * Met or missed; undecided where the figure lies nearer to its goal than two equal servers lie to each other.
 * @param spread by how much (0.05 is 5 %) two equal servers differed in a typical round
 */
export function judge(row: Row, spread: number): Row {
  const figure = row.ratio ?? row.value;
  if (row.goal === null || Number.isNaN(figure)) return { ...row, verdict: null };
  if (row.ratio !== null && row.goal !== 0 && Math.abs(figure / row.goal - 1) <= spread) return { ...row, verdict: 'undecided' };
  return { ...row, verdict: (row.better === 'higher' ? figure >= row.goal : figure <= row.goal) ? 'met' : 'missed' };
}

/** The rows as a table for people. */
export function table(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.name, `${row.value} ${row.unit}`, row.peerValue === null ? '' : `${row.peer} ${row.peerValue}`, row.ratio === null ? '' : row.ratio.toFixed(2),
    row.goal === null ? '' : `${row.better === 'higher' ? '>=' : '<='} ${row.goal}`, row.verdict ?? '', row.note ?? '',
  ]);
  const all = [['figure', 'value', 'peer', 'ratio', 'goal', 'verdict', ''], ...cells];
  const widths = [0, 1, 2, 3, 4, 5].map((column) => Math.max(...all.map((line) => line[column]?.length ?? 0)));
  return all.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()).join('\n');
}
