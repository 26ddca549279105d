import { html } from './html.js';
import { page, type Frame } from './layout.js';
import { healthScript } from './script.js';

/** Whether somebody has taken the hub over: null when the database cannot say. */
export type Claimed = boolean | null;

/** `/`: what this hub is, how it does, how to take it over, and where programs read on. */
export function frontPage(frame: Frame, claimed: Claimed): string {
  const { words, code } = frame.language;
  const points = [[words.aboutCouncil, words.aboutCouncilText], [words.aboutLog, words.aboutLogText], [words.aboutOpen, words.aboutOpenText]] as const;
  const claim = claimed === null ? words.claimUnknown : claimed ? words.claimDone : words.claimOpen;
  const body = html`
<h1>${words.tagline}</h1>
<ul class="points">${points.map(([title, text]) => html`<li><h2>${title}</h2><p class="soft">${text}</p></li>`)}</ul>
<div class="cards">
<section class="card"><h2>${words.health}</h2>
<p id="health" class="state" role="status" data-state="checking" data-ready="${words.healthReady}" data-not-ready="${words.healthNotReady}" data-silent="${words.healthSilent}">${words.healthChecking}</p>
<p id="checked" class="soft" data-text="${words.healthChecked}"></p></section>
<section class="card" id="claim"><h2>${words.claim}</h2><p class="soft">${claim}</p></section>
<section class="card"><h2>${words.programs}</h2><p class="soft">${words.programsText}</p>
<ul class="links">
<li><a href="/docs/api">${words.apiDocument}</a> <small dir="ltr">OpenAPI 3.1 · <a href="/api/openapi.json">JSON</a></small></li>
<li><a href="/docs/events">${words.eventDocument}</a> <small dir="ltr">AsyncAPI 3.1 · <a href="/api/asyncapi.json">JSON</a></small></li>
<li><a href="/docs?lang=${code}">${words.errorTable}</a></li>
</ul></section>
</div>`;
  return page(frame, 'Corridor Hub', body, healthScript);
}
