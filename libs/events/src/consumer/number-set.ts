/** Numbers as PostgreSQL writes a set of them (int8multirange): `{[1,4),[7,8)}` is 1, 2, 3 and 7. They are given in order, each once. */
export function writeNumbers(numbers: readonly number[]): string {
  const ranges: string[] = [];
  for (let at = 0; at < numbers.length;) {
    const from = numbers[at] ?? 0;
    let to = from + 1;
    while (numbers[++at] === to) to += 1;
    ranges.push(`[${from},${to})`);
  }
  return `{${ranges.join(',')}}`;
}

/** The numbers of a set, in order, `most` of them at the most. */
export function readNumbers(set: string, most = Number.MAX_SAFE_INTEGER): number[] {
  const numbers: number[] = [];
  for (const [, from, to] of set.matchAll(/\[(\d+),(\d+)\)/g)) {
    for (let number = Number(from); number < Number(to); number += 1) {
      if (numbers.length >= most) return numbers;
      numbers.push(number);
    }
  }
  return numbers;
}

/** In order, each once. */
export function inOrder(numbers: Iterable<number>): number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}
