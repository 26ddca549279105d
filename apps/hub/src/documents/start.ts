/** Starts the viewer of the HTTP document. */
export const startApi = `
SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#viewer', deepLinking: true, validatorUrl: null, docExpansion: 'none', filter: true, presets: [SwaggerUIBundle.presets.apis], layout: 'BaseLayout' });
`.trim();

/**
 * Starts the viewer of the event document, which stands in the page itself, since the page may ask nobody for it.
 * What the library's parser would do is done here: references are resolved and the parts are named.
 */
export const startEvents = `
(() => {
  const viewer = document.getElementById('viewer');
  const document_ = JSON.parse(document.getElementById('document').textContent);
  const follow = (pointer) => pointer.slice(2).split('/').reduce((at, key) => at[key.replaceAll('~1', '/').replaceAll('~0', '~')], document_);
  const resolved = new Map();
  const resolve = (node) => {
    if (Array.isArray(node)) return node.map(resolve);
    if (node === null || typeof node !== 'object') return node;
    if (typeof node.$ref === 'string') {
      if (!resolved.has(node.$ref)) resolved.set(node.$ref, resolve(follow(node.$ref)));
      return resolved.get(node.$ref);
    }
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, resolve(value)]));
  };
  const name = (parts) => { for (const [key, part] of Object.entries(parts)) part['x-parser-unique-object-id'] = key; };
  const schema = resolve(document_);
  name(schema.channels); name(schema.operations); name(schema.components.messages);
  for (const channel of Object.values(schema.channels)) name(channel.messages);
  schema['x-parser-spec-parsed'] = true; schema['x-parser-api-version'] = 3;
  AsyncApiStandalone.render({ schema, config: { show: { errors: true, sidebar: true }, sidebar: { showOperations: 'byDefault' } } }, viewer);
})();
`.trim();
