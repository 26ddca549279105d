import { directionOf, languageFor, type Facts } from '#words';
import type { Outgoing } from '../channel/channel.js';
import { say } from '../words/say.js';
import { html, Html } from './html.js';

/** What a mail says; the same in both of its parts. */
export interface Said extends Pick<Outgoing, 'language' | 'zone' | 'category' | 'title' | 'text' | 'action' | 'critical' | 'items' | 'count'> {
  /** The reader's, in its own script; null where it is not known. */
  readonly name: string | null;
  /** Where mail of this category ends for the reader; null where there is no such place. */
  readonly unsubscribeUrl: string | null;
  /** How the hub is called. */
  readonly hub: string;
  /** The reader has no account: somebody who has one sends it to their address. */
  readonly outside?: boolean;
}

export interface Laid {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Characters of a subject. */
const SUBJECT = 200;

/** Light and dark by the reader's own setting; what a mail program does not know of it ignores. */
const STYLE = new Html(`
:root { color-scheme: light dark; supported-color-schemes: light dark; }
body { margin: 0; padding: 0; background: #f3f5f7; color: #17232f; }
.card { background: #ffffff; border: 1px solid #d5dbe1; border-radius: 10px; }
.said, .said td { font-family: "Noto Sans", "Noto Sans SC", "Noto Sans Arabic", "Segoe UI", "PingFang SC", Tahoma, Arial, sans-serif; font-size: 16px; line-height: 1.6; }
h1 { font-size: 20px; line-height: 1.4; margin: 0 0 12px; }
h2 { font-size: 16px; line-height: 1.5; margin: 0; }
p { margin: 0 0 12px; }
.small { font-size: 13px; color: #526170; }
.item { border-top: 1px solid #d5dbe1; padding: 12px 0; }
a { color: #0b6b63; }
.button { display: inline-block; background: #0b6b63; color: #ffffff; padding: 10px 18px; border-radius: 8px; text-decoration: none; font-weight: 600; }
@media (prefers-color-scheme: dark) {
  body { background: #10161c !important; color: #e6ebf0 !important; }
  .card { background: #18212a !important; border-color: #33414e !important; }
  .item { border-color: #33414e !important; }
  .small { color: #a3b1bf !important; }
  a { color: #6fd6cb !important; }
  .button { background: #8ff0e4 !important; color: #0b2b28 !important; }
}`);

/**
 * The words of a mail, as plain text and as HTML: tables for layout that screen readers pass over, no images, nothing that is
 * loaded from anywhere, and no links but those it is given.
 */
export function layOutMail(given: Said): Laid {
  const said = { ...given, title: oneLine(given.title) };
  return { subject: said.title.slice(0, SUBJECT), text: inText(said), html: inHtml(said) };
}

/** Line breaks end a header: whatever a title holds, it stays one line. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}

type Speak = (key: string, facts?: Facts) => string;

const speakerFor = ({ language, zone }: Said): Speak => (key, facts) => say(language, key, facts, zone);
const left = ({ items, count }: Said): number => (items.length === 0 ? 0 : Math.max(0, count - items.length));

/** What stands below: why one gets it, and how to stop it. */
function foot(said: Said, speak: Speak): readonly string[] {
  const why = said.outside === true ? speak('common.sent_to_you', { hub: said.hub }) : speak('common.why', { hub: said.hub, category: speak(`category.${said.category}`) });
  return [why, ...(said.critical ? [speak('common.critical')] : []), speak('common.automatic')];
}

function inText(said: Said): string {
  const speak = speakerFor(said);
  const items = said.items.map((item) => [`— ${oneLine(item.title)}`, item.text, item.url].filter((line) => line !== '').join('\n'));
  const parts = [
    said.name === null ? '' : speak('common.hello', { name: said.name }), said.title, said.items.length === 0 ? said.text : '', ...items,
    left(said) === 0 ? '' : speak('common.more', { count: left(said) }),
    said.action === null ? '' : `${said.action.label}: ${said.action.url}`,
    ['-- ', ...foot(said, speak)].join('\n'), stops(said) === null ? '' : `${speak('common.unsubscribe')}: ${stops(said)}`,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** A critical notice comes whatever one has set, so it offers no way to stop it. */
function stops({ critical, unsubscribeUrl }: Said): string | null {
  return critical ? null : unsubscribeUrl;
}

function inHtml(said: Said): string {
  const speak = speakerFor(said);
  const [language, direction] = [languageFor(said.language), directionOf(said.language)];
  const stop = stops(said);
  return html`<!doctype html>
<html lang="${language}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${said.title}</title>
<style>${STYLE}</style>
</head>
<body lang="${language}" dir="${direction}">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td align="center" style="padding:24px 12px">
<table role="presentation" class="card said" width="600" cellpadding="0" cellspacing="0" border="0" style="width:100%;max-width:600px;text-align:start" lang="${language}" dir="${direction}">
<tr><td style="padding:24px 28px 8px">
${said.name === null ? null : html`<p>${speak('common.hello', { name: said.name })}</p>`}
<h1>${said.title}</h1>
${said.items.length === 0 ? paragraphs(said.text) : said.items.map(itemRow)}
${left(said) === 0 ? null : html`<p>${speak('common.more', { count: left(said) })}</p>`}
${said.action === null ? null : html`<p style="padding-top:8px"><a class="button" href="${said.action.url}">${said.action.label}</a></p>`}
</td></tr>
<tr><td style="padding:8px 28px 24px">
${foot(said, speak).map((line) => html`<p class="small">${line}</p>`)}
${stop === null ? null : html`<p class="small"><a href="${stop}">${speak('common.unsubscribe')}</a></p>`}
</td></tr>
</table>
</td></tr></table>
</body>
</html>
`.text;
}

function itemRow({ title, text, url }: Said['items'][number]): Html {
  return html`<div class="item"><h2>${url === '' ? title : html`<a href="${url}">${title}</a>`}</h2>${paragraphs(text)}</div>`;
}

function paragraphs(text: string): readonly Html[] {
  return text.split(/\n+/).filter((line) => line.trim() !== '').map((line) => html`<p>${line}</p>`);
}
