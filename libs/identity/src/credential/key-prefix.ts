/** What an API key begins with, so that people and scanners know it when they see it. */
export const KEY_PREFIX = 'hub_';
