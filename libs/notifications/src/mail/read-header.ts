const ENCODED = /=\?utf-8\?([QB])\?([^?]*)\?=/gi;

/** A header of a message (RFC 5322) in words, unfolded and with its encoded words (RFC 2047, UTF-8) read; null when it is not there. */
export function headerOf(source: Buffer | string, name: string): string | null {
  const text = typeof source === 'string' ? source : source.toString('latin1');
  const head = text.slice(0, endOfHead(text)).replaceAll(/\r?\n[ \t]+/g, ' ');
  const line = head.split(/\r?\n/).find((one) => one.toLowerCase().startsWith(`${name.toLowerCase()}:`));
  return line === undefined ? null : readWords(line.slice(name.length + 1).trim());
}

function endOfHead(text: string): number {
  const at = text.search(/\r?\n\r?\n/);
  return at === -1 ? text.length : at;
}

/** Space between two encoded words is none of the text; bytes of one letter may be split over two of them. */
function readWords(text: string): string {
  return text.replaceAll(/(=\?utf-8\?[QB]\?[^?]*\?=)(\s+=\?utf-8\?[QB]\?[^?]*\?=)*/gi, (run) =>
    Buffer.concat([...run.matchAll(ENCODED)].map(([, form = '', word = '']) => bytesOf(form.toUpperCase(), word))).toString('utf8'));
}

function bytesOf(form: string, word: string): Buffer {
  if (form === 'B') return Buffer.from(word, 'base64');
  return Buffer.from(word.replaceAll('_', ' ').replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))), 'latin1');
}
