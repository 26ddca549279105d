export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** To a person who reads beside what the command writes to its output. */
export function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}
