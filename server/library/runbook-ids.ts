import type { Runbook } from '../runbook/runbook.ts';
import type { StoredRunbook } from '../store/library-store.ts';

/** An id that a person gave: "RUN-001". Others come from file names, and every folder has a README. */
const GIVEN = /^[A-Z]{2,5}-\d+$/;

/**
 * Which runbook of the library a file is. The same path is the same runbook; a page that moved keeps the id it carries;
 * a page of somebody else with an id that is taken gets a number behind it, so that nothing is ever replaced by mistake.
 */
export function idFor(page: Pick<Runbook, 'id' | 'title'>, path: string, known: readonly StoredRunbook[]): string {
  const samePath = known.find((stored) => stored.path === path);
  if (samePath) return samePath.id;
  const taken = new Map(known.map((stored) => [stored.id, stored]));
  const moved = GIVEN.test(page.id) ? taken.get(page.id) : undefined;
  if (moved?.origin === 'imported' && sameTitle(moved, page)) return moved.id;
  const wanted = GIVEN.test(page.id) ? page.id : slugOf(page.id, path, taken);
  for (let n = 1; ; n++) {
    const id = n === 1 ? wanted : `${wanted}-${n}`;
    if (!taken.has(id)) return id;
  }
}

/** Where a page lies in a linked working tree: what came with a scenario goes to `runbooks/`, others where they came from. */
export function treePath({ id, origin, path }: Pick<StoredRunbook, 'id' | 'origin' | 'path'>): string {
  return origin === 'shipped' ? `runbooks/${id}.md` : path;
}

/** The page still tells of the same symptom: its title stands in the stored text. */
function sameTitle(stored: StoredRunbook, page: Pick<Runbook, 'title'>): boolean {
  return stored.newest.text.includes(page.title);
}

const GENERIC = /^(readme|index|runbook|playbook|main)$/i;

/** "pod-crash-looping"; with its folder in front when the name alone says nothing or is taken. */
function slugOf(id: string, path: string, taken: ReadonlyMap<string, unknown>): string {
  const [folder] = path.split(/[\\/]/).slice(-2, -1);
  const name = slug(id);
  if (folder !== undefined && (GENERIC.test(id) || taken.has(name))) return `${slug(folder)}-${name}`;
  return name;
}

function slug(text: string): string {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 80);
  return plain || 'runbook';
}
