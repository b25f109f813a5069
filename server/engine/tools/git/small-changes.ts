/** Everyday commits that fill a repository: harmless, and nothing that could be taken for a cause. */
export const SMALL_CHANGES: readonly { message: string; path: string; lines: readonly string[] }[] = [
  {
    message: 'Name the request id in the access log',
    path: 'src/access-log.js',
    lines: ['-  log.info({ path, status }, message)', '+  log.info({ path, status, requestId }, message)'],
  },
  {
    message: 'Bump pino from 9.1.0 to 9.2.0',
    path: 'package.json',
    lines: ['-    "pino": "9.1.0",', '+    "pino": "9.2.0",'],
  },
  {
    message: 'Say in the readme how to run the tests',
    path: 'README.md',
    lines: ['+', '+Tests: `npm test`; they need no network.'],
  },
  {
    message: 'Fix a flaky test of the date format',
    path: 'test/dates.test.js',
    lines: ['-  const now = new Date()', "+  const now = new Date('2026-01-01T12:00:00Z')"],
  },
  {
    message: 'Rename a helper that nobody understood',
    path: 'src/format.js',
    lines: ['-export function fmt2(amount) {', '+export function asPrice(amount) {'],
  },
  { message: 'Update code owners', path: 'CODEOWNERS', lines: ['-/docs @platform', '+/docs @platform @support'] },
  {
    message: 'Remove a comment that was not true any more',
    path: 'src/server.js',
    lines: ['-// The old gateway still sends this header.'],
  },
  {
    message: 'Bump vitest from 2.1.8 to 2.1.9',
    path: 'package.json',
    lines: ['-    "vitest": "2.1.8",', '+    "vitest": "2.1.9",'],
  },
  {
    message: 'Test that an empty name is refused',
    path: 'test/validate.test.js',
    lines: ["+test('an empty name is refused', () => {", "+  expect(validate({ name: '' }).ok).toBe(false)", '+})'],
  },
  {
    message: 'Correct a typo in an error message',
    path: 'src/errors.js',
    lines: ['-  return new Error(`cannot fnd ${id}`)', '+  return new Error(`cannot find ${id}`)'],
  },
  {
    message: 'Lint: prefer const',
    path: 'src/validate.js',
    lines: ['-let fields = Object.keys(body)', '+const fields = Object.keys(body)'],
  },
  {
    message: 'Describe the build in the readme',
    path: 'README.md',
    lines: ['+', '+Build: the pipeline builds an image for each tag `v*`.'],
  },
  {
    message: 'Sort the imports',
    path: 'src/server.js',
    lines: [
      "-import { routes } from './routes.js'",
      "-import { config } from './config.js'",
      "+import { config } from './config.js'",
      "+import { routes } from './routes.js'",
    ],
  },
];
