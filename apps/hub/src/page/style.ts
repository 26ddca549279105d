/** The one style sheet of the hub's own pages: system fonts, light and dark, left and right by logical properties. */
export const style = `
:root{color-scheme:light dark;--ground:#f4f6f5;--card:#fff;--ink:#17212b;--soft:#52606d;--line:#d9e0e3;--accent:#0b6b63;--accent-ink:#fff;--good:#15803d;--warn:#b45309;--bad:#b91c1c;--note:#fff4d6;--note-ink:#6b4200;
--font:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Noto Sans Arabic","Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif}
@media (prefers-color-scheme:dark){:root{--ground:#0f1518;--card:#182024;--ink:#e8eef0;--soft:#a3b1b8;--line:#2b373d;--accent:#5cc9bd;--accent-ink:#06211e;--good:#4ade80;--warn:#fbbf24;--bad:#f87171;--note:#3a2d0c;--note-ink:#fde4a3}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:1rem/1.6 var(--font);overflow-wrap:anywhere}
@font-face{font-family:"Hub Digits";src:local("Noto Sans Regular"),local("NotoSans-Regular"),local("Segoe UI"),local("Roboto"),local("Arial");unicode-range:U+2B-3A}
:lang(ur){--font:"Hub Digits","Noto Nastaliq Urdu","Jameel Noori Nastaleeq","Urdu Typesetting","Noto Sans Arabic",system-ui,sans-serif}
body:lang(ur){line-height:2.3}
a{color:var(--accent);text-underline-offset:.2em}
a:focus-visible,button:focus-visible,input:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.wide{max-width:66rem;margin-inline:auto;padding-inline:1.25rem}
.demo{background:var(--note);color:var(--note-ink);text-align:center;padding:.5rem 1rem;font-weight:600}
.top{display:flex;flex-wrap:wrap;align-items:center;gap:.5rem 1.5rem;padding-block:1.25rem}
.brand{display:flex;align-items:center;gap:.65rem;font-weight:700;font-size:1.15rem;color:inherit;text-decoration:none;font-family:system-ui,"Noto Sans",sans-serif}
.brand svg{width:2rem;height:2rem;flex:none}
.languages{display:flex;flex-wrap:wrap;gap:.15rem .25rem;margin-inline-start:auto}
.languages a{display:block;font-family:var(--font);padding:.3rem .6rem;border-radius:.5rem;text-decoration:none;color:var(--soft);line-height:1.6}
.languages a:lang(ur){line-height:1.9;padding-block:0 .35rem}
.languages a:hover{color:var(--ink)}
.languages a[aria-current]{background:var(--card);color:var(--ink);box-shadow:0 0 0 1px var(--line)}
h1{font-size:clamp(1.6rem,1.1rem + 2.2vw,2.5rem);line-height:1.25;margin:1.5rem 0 2rem;max-width:26em;text-wrap:balance;letter-spacing:-.01em}
h1:lang(ur),h1:lang(ar){letter-spacing:0}
h1:lang(ur){line-height:2.1;font-size:clamp(1.35rem,1rem + 1.7vw,2rem);margin-block:.5rem 1.25rem}
h1:lang(ar){line-height:1.5}
h2{font-size:1.1rem;margin:0 0 .35rem}
p{margin:.35rem 0}
.soft{color:var(--soft)}
.points,.cards{display:grid;gap:1rem 1.5rem;grid-template-columns:repeat(auto-fit,minmax(min(17rem,100%),1fr));list-style:none;padding:0;margin:0 0 2rem}
.points li{border-inline-start:3px solid var(--accent);padding-inline-start:1rem}
.card{background:var(--card);border:1px solid var(--line);border-radius:.9rem;padding:1.25rem 1.4rem}
.narrow{max-width:34rem}
.state{display:flex;align-items:center;gap:.6rem;font-weight:600}
.state::before{content:"";flex:none;width:.75rem;height:.75rem;border-radius:50%;background:var(--soft)}
.state[data-state=ready]::before{background:var(--good)}
.state[data-state=notReady]::before{background:var(--warn)}
.state[data-state=silent]::before{background:var(--bad)}
.links{list-style:none;margin:.75rem 0 0;padding:0;display:grid;gap:.5rem}
.links small{color:var(--soft);font-size:.85em}
form{margin-top:1.1rem;display:grid;gap:1.1rem;max-width:30rem}
label{display:grid;gap:.3rem;font-weight:600}
label small{font-weight:400;color:var(--soft)}
input{font:1rem/1.5 system-ui,"Noto Sans",sans-serif;color:inherit;background:var(--ground);border:1px solid var(--soft);border-radius:.5rem;padding:.55rem .7rem;width:100%}
input[aria-invalid=true]{border-color:var(--bad);box-shadow:0 0 0 1px var(--bad)}
button{font:600 1rem/1.5 var(--font);color:var(--accent-ink);background:var(--accent);border:0;border-radius:.5rem;padding:.65rem 1.2rem;cursor:pointer}
button:lang(ur){line-height:2}
button:disabled{opacity:.6;cursor:progress}
.facts{margin:1rem 0;display:grid;gap:1rem}
.facts dt{color:var(--soft);font-size:.9rem}
.facts dd{margin:0;display:grid}
.facts .figure{font-size:1.2rem;font-weight:600;justify-self:start}
.share{margin-block:1.5rem 2rem}
.share h1{margin:.25rem 0 0;font-size:clamp(1.4rem,1.1rem + 1.5vw,1.9rem)}
.notice{margin-block:1.5rem 2rem}
.notice h1{margin:.25rem 0 .75rem;font-size:clamp(1.3rem,1.1rem + 1.2vw,1.7rem)}
.buttons{display:flex;flex-wrap:wrap;gap:.75rem;margin-block:1rem}
.buttons:not(:has(button:not([hidden]))){display:none}
.told{margin:0;font-weight:600}
.told[data-kind=bad]{color:var(--bad)}
.told[data-kind=good]{color:var(--good)}
.told:empty{display:none}
[hidden]{display:none}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font:.9rem/1.5 system-ui,"Noto Sans",sans-serif}
th,td{text-align:start;vertical-align:top;padding:.45rem .75rem .45rem 0;border-top:1px solid var(--line)}
td,code{overflow-wrap:normal}
tr:target{background:var(--note);color:var(--note-ink)}
code{font:.9em/1.4 ui-monospace,"SF Mono",Menlo,Consolas,"Noto Sans Mono",monospace}
footer{padding-block:1rem 2rem;color:var(--soft);font-size:.9rem}
@media (max-width:40rem){.languages{margin-inline:-.6rem}}
@media print{.languages{display:none}}
`.trim();
