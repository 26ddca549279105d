const COMMON = "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The viewer of the HTTP document may ask the hub, as whoever is signed in; it sets style attributes, hence those. */
export const apiPolicy = `${COMMON}; script-src 'self'; connect-src 'self'`;

/**
 * The viewer of the event document compiles schemas with eval. So it stands in a sandbox, as a page of no origin:
 * without cookies, and with nobody whom it may ask.
 */
export const eventsPolicy = `${COMMON}; script-src 'self' 'unsafe-eval'; connect-src 'none'; sandbox allow-scripts allow-popups`;

/** The page of one viewer. `document` is put into the page as data where the viewer may not ask for it. */
export function viewer(title: string, styles: string, scripts: readonly string[], document = 'null'): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/assets/${styles}">
<style>body{margin:0;overflow-wrap:anywhere}.renderedMarkdown table,.prose table{display:block;overflow-x:auto;overflow-wrap:normal}.prose code::before,.prose code::after{content:none!important}</style>
</head>
<body>
<div id="viewer"><p>This page needs JavaScript. The document itself is plain JSON: <a href="/api/openapi.json">/api/openapi.json</a>, <a href="/api/asyncapi.json">/api/asyncapi.json</a>.</p></div>
<script type="application/json" id="document">${document.replaceAll('<', '\\u003c')}</script>
${scripts.map((script) => `<script src="/docs/assets/${script}"></script>`).join('\n')}
</body>
</html>
`;
}
