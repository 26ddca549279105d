import { html } from './html.js';
import { page, type Frame } from './layout.js';
import { shareScript } from './script.js';

/** `/share#<token>`: where a unit is, for whoever was given the link. */
export function sharePage(frame: Frame): string {
  const { words } = frame.language;
  const body = html`
<section class="card narrow share">
<p class="soft">${words.shareTitle}</p>
<noscript><p class="told" data-kind="bad">${words.setupNoScript}</p></noscript>
<div id="share" hidden data-nolink="${words.shareNoLink}" data-wrong="${words.shareWrong}" data-over="${words.shareOver}" data-revoked="${words.shareRevoked}" data-silent="${words.shareSilent}" data-rate="${words.errorRate}" data-none="${words.shareNone}" data-around="${words.shareAround}" data-between="${words.shareBetween}" data-until="${words.shareUntil}" data-checked="${words.healthChecked}">
<h1><bdi id="unit"></bdi></h1>
<dl class="facts">
<div><dt>${words.sharePosition}</dt><dd><bdi id="place" class="figure"></bdi><span id="around" class="soft"></span></dd></div>
<div><dt>${words.shareMeasured}</dt><dd><span id="age" class="figure"></span><span id="at" class="soft"></span></dd></div>
<div id="expected"><dt>${words.shareExpected}</dt><dd><span id="range" class="figure"></span><span class="soft">${words.shareYourTime}</span></dd></div>
</dl>
<p id="until"></p>
</div>
<p id="told" class="told" role="alert"></p>
<p id="checked" class="soft"></p>
</section>`;
  return page(frame, words.shareTitle, body, shareScript);
}
