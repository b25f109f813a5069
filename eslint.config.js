import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

/** Says where the code belongs instead. Each room lists the rooms it must not open a door to. */
function room(files, forbidden) {
  return {
    files,
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: forbidden.map(([group, message]) => ({ group: Array.isArray(group) ? group : [group], message })) },
      ],
    },
  };
}

const transports = ['**/socket/**', '**/http/**', '**/cli/**', '**/main.ts'];
const node = ['node:*'];

export default ts.config(
  { ignores: ['dist/', 'node_modules/', 'data/', 'coverage/', 'test/**/fixtures/'] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.node } },
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      'no-console': 'off',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts', 'web/**/*.ts'],
    languageOptions: {
      globals: { ...globals.browser },
      parserOptions: { parser: ts.parser, svelteConfig, extraFileExtensions: ['.svelte'] },
    },
    rules: {
      'svelte/no-at-html-tags': 'error',
      'svelte/require-each-key': 'error',
      'svelte/no-navigation-without-resolve': 'off',
    },
  },
  room(
    ['server/protocol/**/*.ts'],
    [[['../**', 'node:*'], 'The protocol imports nothing: put shared types here, logic elsewhere.']],
  ),
  {
    files: ['server/engine/**/*.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['Date', 'performance', 'setTimeout', 'setInterval', 'process', 'console', 'fetch', 'crypto'].map(
          (name) => ({
            name,
            message: 'The engine is pure: time, chance and I/O come in as inputs (server/drill decides them).',
          }),
        ),
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Draw from a named stream (server/engine/random.ts).' },
        ...[
          'exp',
          'pow',
          'log',
          'log2',
          'log10',
          'sin',
          'cos',
          'tan',
          'tanh',
          'atan',
          'cbrt',
          'hypot',
          'expm1',
          'log1p',
        ].map((property) => ({
          object: 'Math',
          property,
          message: 'Not IEEE-exact everywhere: use server/engine/exact-math.ts.',
        })),
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: "BinaryExpression[operator='**']",
          message: 'Not IEEE-exact everywhere: multiply, or use server/engine/exact-math.ts.',
        },
      ],
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: node, message: 'The engine is pure: files and processes belong to store, shell or cli.' },
            {
              group: [
                '**/drill/**',
                '**/scenario/**',
                '**/runbook/**',
                '**/scoring/**',
                '**/store/**',
                '**/shell/**',
                ...transports,
              ],
              message:
                'The engine knows nothing above it: pass data in (server/engine/spec.ts) or out (server/engine/effect.ts).',
            },
          ],
        },
      ],
    },
  },
  room(
    ['server/{drill,scoring,runbook}/**/*.ts'],
    [
      [['**/store/**', ...transports], 'A session is pure: transports and stores call it, not the other way round.'],
      [
        'node:*',
        'No disk, network or clock here: take the data as an argument (node:crypto hashing lives in server/drill/hash.ts).',
      ],
    ],
  ),
  { files: ['server/drill/hash.ts'], rules: { 'no-restricted-imports': 'off' } },
  room(
    ['server/tabletop/**/*.ts'],
    [
      [
        ['**/store/**', '**/desk/**', '**/bots/**', '**/library/**', '**/report/**', '**/scoring/**', ...transports],
        'A round follows from the session alone: desks, bots and transports ask for it, not the other way round.',
      ],
    ],
  ),
  room(['server/store/**/*.ts'], [[transports, 'A store is called by transports and main; it calls nobody.']]),
  room(
    ['server/socket/**/*.ts'],
    [
      [
        ['**/http/**', '**/cli/**', '**/main.ts'],
        'Socket and HTTP are siblings: shared logic belongs to server/drill or server/desk.',
      ],
    ],
  ),
  room(
    ['server/http/**/*.ts'],
    [
      [
        ['**/socket/**', '**/cli/**', '**/main.ts'],
        'Socket and HTTP are siblings: shared logic belongs to server/drill or server/desk.',
      ],
    ],
  ),
  room(
    ['web/**/*.ts', 'web/**/*.svelte'],
    [
      [
        ['**/server/!(protocol)/**', '**/server/*.ts', '**/scenarios/**'],
        'The web sees only server/protocol: a view that a screen needs is a type there, filled by a projection.',
      ],
    ],
  ),
  {
    files: ['test/**/*.ts', 'bench/**/*.ts', 'scripts/**/*.ts'],
    rules: { '@typescript-eslint/no-dynamic-delete': 'off' },
  },
);
