import { createHash } from 'node:crypto';
import { html, raw, type Html } from './html.js';
import { style } from './style.js';
import { languages, type Language } from './words/index.js';

/** What every page of the hub knows about itself. */
export interface Frame {
  readonly language: Language;
  /** The path, without a search, that the language switch leads to. */
  readonly path: string;
  readonly demo: boolean;
  readonly version: string;
}

const LOGO = raw('<svg viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="8" fill="#0b6b63"/><path d="M6 22a10 10 0 0 1 20 0M11 22a5 5 0 0 1 10 0" fill="none" stroke="#fff" stroke-width="2.4" stroke-linecap="round"/><path d="M16 5v8M12 9h8" stroke="#8ff0e4" stroke-width="2.4" stroke-linecap="round"/></svg>');

/** A whole page: the frame around `body`, with one script at most. */
export function page(frame: Frame, title: string, body: Html, script: string | null = null): string {
  const { language, path, demo, version } = frame;
  const links = languages.map(({ code, name }) => html`<a href="${path}?lang=${code}" lang="${code}" hreflang="${code}"${raw(code === language.code ? ' aria-current="true"' : '')}>${name}</a>`);
  return html`<!doctype html>
<html lang="${language.code}" dir="${language.direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${raw(style)}</style>
</head>
<body lang="${language.code}">
${demo ? html`<div class="demo" role="note">${language.words.demo}</div>` : null}
<header class="wide top">
<a class="brand" href="/?lang=${language.code}" dir="ltr">${LOGO}<span>Corridor Hub</span></a>
<nav class="languages" aria-label="${language.words.language}">${links}</nav>
</header>
<main class="wide">${body}</main>
<footer class="wide">${version}</footer>
${script === null ? null : html`<script>${raw(script)}</script>`}
</body>
</html>
`.text;
}

/** The content security policy of a page: its own style and script by hash, requests to the hub alone, nothing else. */
export function policy(script: string | null = null): string {
  const scripts = script === null ? "'none'" : hash(script);
  return `default-src 'none'; script-src ${scripts}; style-src ${hash(style)}; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
}

function hash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
