import { disconnects, documents } from '#contracts';
import { html, type Html } from './html.js';
import { page, type Frame } from './layout.js';

/** `/docs`: the two documents, and the tables that every problem's `type` leads to. */
export function documentsPage(frame: Frame): string {
  const { words } = frame.language;
  const errors = documents.errorRows().map(([code, row]) => [code, String(row.status), row.meaning, documents.afterRefusal[row.retry]] as const);
  const closings = Object.entries(disconnects).map(([code, row]) => [code, String(row.wire), row.meaning, documents.afterClosing[row.then]] as const);
  const heads = [words.code, words.status, words.meaning, words.advice];
  const body = html`
<h1>${words.documentsTitle}</h1>
<p class="soft">${words.documentsText}</p>
<div class="cards">
<section class="card"><h2><a href="/docs/api">${words.apiDocument}</a></h2><p class="soft" dir="ltr">OpenAPI 3.1 · <a href="/api/openapi.json">/api/openapi.json</a></p></section>
<section class="card"><h2><a href="/docs/events">${words.eventDocument}</a></h2><p class="soft" dir="ltr">AsyncAPI 3.1 · <a href="/api/asyncapi.json">/api/asyncapi.json</a></p></section>
</div>
<h2>${words.errorTable}</h2>${table(heads, errors, '')}
<h2>${words.disconnectTable}</h2>${table(heads, closings, 'closing-')}`;
  return page(frame, words.documentsTitle, body);
}

function table(heads: readonly string[], rows: readonly (readonly [code: string, status: string, meaning: string, advice: string])[], prefix: string): Html {
  const lines = rows.map(([code, status, meaning, advice]) => html`<tr id="${prefix}${code}"><td><code>${code}</code></td><td>${status}</td>${[meaning, advice].map((text) => html`<td>${marked(text)}</td>`)}</tr>`);
  return html`<div class="scroll card" lang="en" dir="ltr"><table><thead><tr>${heads.map((head) => html`<th>${head}</th>`)}</tr></thead><tbody>${lines}</tbody></table></div>`;
}

/** Words between backticks are code. */
function marked(text: string): readonly Html[] {
  return text.split('`').map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));
}
