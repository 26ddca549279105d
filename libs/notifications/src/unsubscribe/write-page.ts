import { createHash } from 'node:crypto';
import { directionOf, languageFor } from '#words';
import { html, Html } from '../mail/html.js';
import { say } from '../words/say.js';

const STYLE = `:root{color-scheme:light dark}body{margin:0;padding:24px 16px;background:#f3f5f7;color:#17232f;font:16px/1.6 "Noto Sans","Noto Sans SC","Noto Sans Arabic","Segoe UI",Tahoma,Arial,sans-serif}
main{max-width:560px;margin:0 auto;padding:24px 28px;background:#fff;border:1px solid #d5dbe1;border-radius:10px}h1{font-size:20px;line-height:1.4;margin:0 0 12px}
button{font:inherit;font-weight:600;background:#0b6b63;color:#fff;border:0;border-radius:8px;padding:10px 18px;cursor:pointer}
@media (prefers-color-scheme:dark){body{background:#10161c;color:#e6ebf0}main{background:#18212a;border-color:#33414e}button{background:#8ff0e4;color:#0b2b28}}`;

/** A page with its own style, and nothing that is loaded or sent anywhere but to the hub itself. */
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;

export interface PageOf {
  readonly language: string;
  readonly category: string;
  readonly hub: string;
}

/** Asks whether mail of a category shall end. Looking at it changes nothing: programs that look at every link of a mail do so too. */
export function askPage({ language, category, hub }: PageOf): string {
  const facts = { hub, category: say(language, `category.${category}`) };
  return page(language, say(language, 'unsubscribe.title'), html`<p>${say(language, 'unsubscribe.text', facts)}</p><p>${say(language, 'unsubscribe.critical')}</p>
<form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click"><button type="submit">${say(language, 'unsubscribe.button', facts)}</button></form>`);
}

export function donePage({ language, category, hub }: PageOf): string {
  const facts = { hub, category: say(language, `category.${category}`) };
  return page(language, say(language, 'unsubscribe.done.title'), html`<p>${say(language, 'unsubscribe.done.text', facts)}</p><p>${say(language, 'unsubscribe.critical')}</p>`);
}

/** Nobody's token: of whoever has it no language is known but the browser's. */
export function unknownPage(language: string): string {
  return page(language, say(language, 'unsubscribe.unknown.title'), html`<p>${say(language, 'unsubscribe.unknown.text')}</p>`);
}

function page(language: string, title: string, body: Html): string {
  return html`<!doctype html>
<html lang="${languageFor(language)}" dir="${directionOf(language)}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>${title}</title><style>${new Html(STYLE)}</style></head>
<body><main><h1>${title}</h1>${body}</main></body>
</html>
`.text;
}
