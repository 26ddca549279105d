import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { ReportDocument } from '../document/document.js';

const packages = createRequire(import.meta.url);

/** Of each family its package and the weights that the page uses. Whole fonts under the SIL Open Font Licence; none of the system is used. */
const FAMILIES = [['noto-sans', 'NotoSans'], ['noto-sans-sc', 'NotoSansSC'], ['vazirmatn', 'Vazirmatn']] as const;
const WEIGHTS = ['400Regular', '700Bold'] as const;

/** The files of all fonts. */
export const fontFolders: readonly string[] = FAMILIES.flatMap(([name]) => WEIGHTS.map((weight) => join(folderOf(name), weight)));

/** Families in the order in which a text looks for its characters. */
export function familiesFor(language: ReportDocument['language']): (string | { readonly name: string; readonly covers: 'latin-in-cjk' })[] {
  switch (language) {
    // Chinese marks of punctuation are also in Latin fonts, but of another width.
    case 'zh': return [{ name: 'Noto Sans', covers: 'latin-in-cjk' }, 'Noto Sans SC', 'Noto Sans', 'Vazirmatn'];
    case 'ur': case 'ar': return ['Vazirmatn', 'Noto Sans', 'Noto Sans SC'];
    default: return ['Noto Sans', 'Noto Sans SC', 'Vazirmatn'];
  }
}

function folderOf(name: string): string {
  return dirname(packages.resolve(`@expo-google-fonts/${name}/package.json`));
}

/** Whether some font has a character; found out by their tables of characters, once. */
export function coverage(): (codePoint: number) => boolean {
  const ranges = FAMILIES.flatMap(([name, file]) => rangesOf(readFileSync(join(folderOf(name), WEIGHTS[0], `${file}_${WEIGHTS[0]}.ttf`)))).sort((a, b) => a[0] - b[0]);
  const plane = new Uint8Array(0x30000 / 8);
  for (const [first, last] of ranges) for (let code = first; code <= last && code < 0x30000; code += 1) plane[code >> 3] = (plane[code >> 3] ?? 0) | (1 << (code & 7));
  return (code) => ((plane[code >> 3] ?? 0) & (1 << (code & 7))) !== 0;
}

/** The spans of characters in a font's `cmap` table, of which formats 4 and 12 hold all of Unicode that such fonts have. */
function rangesOf(font: Buffer): [first: number, last: number][] {
  for (let table = 12; table < 12 + font.readUInt16BE(4) * 16; table += 16) {
    if (font.toString('latin1', table, table + 4) !== 'cmap') continue;
    const cmap = font.subarray(font.readUInt32BE(table + 8));
    return Array.from({ length: cmap.readUInt16BE(2) }, (_, index) => cmap.subarray(cmap.readUInt32BE(4 + index * 8 + 4))).flatMap((part) => {
      if (part.readUInt16BE(0) === 12) return Array.from({ length: part.readUInt32BE(12) }, (_, index): [number, number] => [part.readUInt32BE(16 + index * 12), part.readUInt32BE(20 + index * 12)]);
      if (part.readUInt16BE(0) !== 4) return [];
      const twice = part.readUInt16BE(6);
      return Array.from({ length: twice / 2 }, (_, index): [number, number] => [part.readUInt16BE(16 + twice + index * 2), part.readUInt16BE(14 + index * 2)]);
    });
  }
  throw new Error('the font has no table of characters');
}
