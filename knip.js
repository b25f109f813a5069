/** Which files are entered from outside; whatever cannot be reached from them is unused. */
export default {
  entry: [
    'server/main.ts',
    'server/cli/main.ts',
    'server/shell/child.ts',
    'server/bots/bot-child.ts',
    'web/gallery/main.ts',
    'scripts/*.ts',
    'bench/*.ts',
    'test/**/*.test.ts',
    // Started by its path, in a process of its own.
    'test/support/print-digest.ts',
  ],
  project: ['server/**/*.ts', 'web/**/*.{ts,svelte}', 'scripts/**/*.ts', 'bench/**/*.ts', 'test/**/*.ts'],
  // Started by name, and read as a file.
  ignoreDependencies: ['svelte-check', 'axe-core'],
  // The gallery's markup uses them through a namespace.
  ignoreIssues: {
    'web/gallery/samples.ts': ['exports', 'nsExports'],
    // Called through `bind:this`.
    'web/debrief/ActionsTable.svelte': ['exports'],
    'web/charts/Timeline.svelte': ['exports'],
    'web/library/PageText.svelte': ['exports'],
    'web/library/RunbookList.svelte': ['exports'],
  },
  ignoreExportsUsedInFile: true,
  exclude: ['types'],
  compilers: {
    // Knip's own reading of Svelte files misses `import()` in the markup.
    svelte: (source) =>
      [...source.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map(([, script]) => script).join('\n') +
      markupImports(source),
  },
};

function markupImports(source) {
  const markup = source.replace(/<script[^>]*>[\s\S]*?<\/script>/g, '');
  return [...markup.matchAll(/import\(\s*['"][^'"]+['"]\s*\)/g)].map(([found]) => `\n${found};`).join('');
}
