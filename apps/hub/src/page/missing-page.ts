import { html } from './html.js';
import { page, type Frame } from './layout.js';

/** What a browser sees where there is no page. */
export function missingPage(frame: Frame): string {
  const { words, code } = frame.language;
  return page(frame, words.missingTitle, html`<h1>${words.missingTitle}</h1><p>${words.missingText}</p><p><a href="/?lang=${code}">${words.home}</a></p>`);
}
