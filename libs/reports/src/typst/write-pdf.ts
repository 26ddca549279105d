import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import type { ReportDocument } from '../document/document.js';
import { coverage, fontFolders } from './fonts.js';
import { instantOf, shownDocument } from './shown-document.js';
import { template } from './template.js';

/** Reports after which Typst forgets what it worked out for one that was not asked for again. */
const FORGET_AFTER = 3;

let tools: { readonly compiler: NodeCompiler; readonly hasGlyph: (codePoint: number) => boolean } | undefined;

/**
 * A document as PDF/A-2b: tagged, searchable, its fonts within. The same document makes the same bytes.
 * Typst works in one call and keeps what it has worked out, so this runs in a renderer and nowhere else.
 */
export function writePdf(document: ReportDocument): Uint8Array {
  tools ??= { compiler: NodeCompiler.create({ fontArgs: [{ fontPaths: [...fontFolders] }] }), hasGlyph: coverage() };
  const { compiler, hasGlyph } = tools;
  const result = compiler.compile({ mainFileContent: template, inputs: { document: JSON.stringify(shownDocument(document, hasGlyph)) } });
  const made = result.result;
  if (made === null) throw new Error(`Typst: ${JSON.stringify(result.takeError()?.shortDiagnostics)}`);
  const bytes = compiler.pdf(made, { pdfStandard: 'a-2b', creationTimestamp: Math.floor(instantOf(document).getTime() / 1_000) });
  compiler.evictCache(FORGET_AFTER);
  return bytes;
}
