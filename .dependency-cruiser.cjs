const DOMAIN = 'identity|alliance|council|corridor|care|programs|events|notifications|reports';
/** `sdk` runs outside the hub: of the hub it knows the contracts alone. */
const PLATFORM = 'config|words|trace|outbound|db|log|queue|realtime|media|storage';

/** kernel and contracts (two roots) <- platform <- domain <- apps, never back. Domains meet in events. */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'kernel-is-alone', severity: 'error', from: { path: '^libs/kernel/' }, to: { path: '^libs/', pathNot: '^libs/kernel/' } },
    { name: 'contracts-run-in-a-browser', severity: 'error', from: { path: '^libs/contracts/' }, to: { pathNot: ['^libs/contracts/', 'node_modules/zod/'] } },
    { name: 'platform-knows-no-domain', severity: 'error', from: { path: `^libs/(${PLATFORM})/` }, to: { path: `^libs/(${DOMAIN})/` } },
    { name: 'domains-meet-through-events', severity: 'error', from: { path: `^libs/(${DOMAIN})/` }, to: { path: `^libs/(${DOMAIN})/`, pathNot: ['^libs/$1/', '^libs/identity/src/index.ts$'] } },
    // offline.ts is the door for who needs neither Nest nor a database.
    { name: 'through-the-front-door', severity: 'error', from: { path: '^(apps|libs|test)/([^/]+)/' }, to: { path: '^libs/', pathNot: ['^libs/$2/', '^libs/[^/]+/src/(index|offline).ts$'] } },
    { name: 'the-sdk-knows-contracts-alone', severity: 'error', from: { path: '^libs/sdk/' }, to: { path: '^(libs|apps)/', pathNot: '^libs/(sdk|contracts)/' } },
    { name: 'libs-know-no-app', severity: 'error', from: { path: '^libs/' }, to: { path: '^apps/' } },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|var)/' },
    // Type imports count.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { conditionNames: ['source', 'import', 'node', 'default'], exportsFields: ['exports'] },
  },
};
