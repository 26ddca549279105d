/** The checksum of an NMEA 0183 sentence: the exclusive or of what stands between `$` and `*`, as two hexadecimal digits. */
export function checksumOf(content: string): string {
  const sum = [...content].reduce((before, character) => before ^ character.charCodeAt(0), 0);
  return sum.toString(16).toUpperCase().padStart(2, '0');
}
