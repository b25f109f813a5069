import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SKILLS } from '../../server/protocol/onboarding.ts';
import { readTime, readWhen } from '../../server/tabletop/event-time.ts';

const read = (path: string) => readFileSync(path, 'utf8');
/** Every source file below the folders, as one text. */
const sources = (...folders: string[]) =>
  folders
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => `${folder}/${path}`))
    .filter((path) => /\.(svelte|ts)$/.test(path))
    .map(read)
    .join('\n');
const screens = sources('web');
const router = read('web/router.svelte.ts');

/** Each guide, and the folders whose key tables its reader has before them. */
const GUIDES: [guide: string, keys: string[]][] = [
  ['docs/tabletop-in-an-hour.md', ['web/tabletop', 'web/lobby', 'web/new-drill', 'web/home']],
  ['docs/game-day.md', ['web/control', 'web/breaker', 'web/lobby']],
  ['docs/onboarding.md', ['web/onboarding', 'web/room']],
];
/** Keys that are told apart inside a list or on an option, and stand in no table of their own. */
const WITHIN = { '→': 'ArrowRight', Esc: 'Escape' } as Record<string, string>;

describe.each(GUIDES)('%s', (guide, folders) => {
  const page = read(guide);
  const keyTables = sources(...folders);

  it('names keys that its screens have', () => {
    const named = [...page.matchAll(/(?:<kbd>[^<]+<\/kbd> ?)+/g)].map(([keys]) =>
      [...keys.matchAll(/<kbd>([^<]+)<\/kbd>/g)].map(([, key]) => WITHIN[key!] ?? key!),
    );
    expect(named.length).toBeGreaterThan(1);
    const isThere = (key: string) =>
      new RegExp(`keys: '${key}'|case '${key}'|=== '${key}'|'${key}':`, 'i').test(keyTables) ||
      /^[1-9]$/.test(key) ||
      [...'mpx'].includes(key.toLowerCase());
    const missing = named.filter(
      (keys) => !isThere(keys.join('\\+')) && !(keys[0] !== 'Alt' && keys.every((key) => isThere(key))),
    );
    expect(missing).toEqual([]);
  });

  it('names what can be pressed as the screens do', () => {
    const named = [...page.matchAll(/(?<![*\w])\*([A-Z][^*\n]+?)\*(?!\*)/g)].map(([, words]) => words!);
    expect(named.filter((words) => !screens.includes(words))).toEqual([]);
  });

  it('leads to pages, files and commands that exist', () => {
    const code = [...page.matchAll(/`([^`\n]+)`/g)].map(([, text]) => text!);
    for (const text of code) {
      const [, first, , third] = text.split('/');
      if (text.startsWith('/')) expect(router, text).toContain(`first === '${first}'`);
      if (text.startsWith('/') && third) expect(router, text).toContain(`third === '${third}'`);
      const script = /scripts\/[\w-]+\.ts/.exec(text)?.[0];
      if (script) expect(existsSync(script), script).toBe(true);
    }
    for (const [, target] of page.matchAll(/\]\(([^)#]+)\)/g))
      expect(existsSync(`docs/${target}`), `${guide}: ${target}`).toBe(true);
  });
});

it('README.md leads to every guide', () => {
  const page = read('README.md');
  expect(GUIDES.filter(([guide]) => !page.includes(`(${guide})`))).toEqual([]);
});

it('the guide to onboarding says for each skill what counts', () => {
  const rows = read('docs/onboarding.md').match(/^\| [a-z].*\|$/gm) ?? [];
  expect(rows).toHaveLength(SKILLS.length);
});

it('times that the guide to a tabletop writes are read by the import', () => {
  const page = read('docs/tabletop-in-an-hour.md');
  const time = /`(\d\d:\d\d:\d\d)`/.exec(page)?.[1];
  const when = /`(when [^`]+)`/.exec(page)?.[1];
  expect(readTime(time ?? '')).toBe(510);
  expect(readWhen(when ?? '')).toEqual({ on: 'said', what: 'declare' });
});
