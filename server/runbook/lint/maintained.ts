import { nearest } from '../../scenario/did-you-mean.ts';
import { reworded, type LintPage } from './lint-page.ts';
import { ownerTrouble } from './owner.ts';
import { criterion, type Found, type KnownPages, type LintScene } from './rule.ts';
import { secretIn } from './secret.ts';

const RULES = {
  secret: { severity: 'must', title: 'A secret on the page', why: 'Everybody who can read the page can use it, and it stays in the history.' },
  owner: { severity: 'should', title: 'Nobody owns it, or a team does', why: 'What everybody keeps nobody corrects.' },
  'dead-link': { severity: 'should', title: 'A link to a runbook that is not there', why: 'The reader is sent on, and arrives nowhere.' },
  'written-alone': { severity: 'may', title: 'No sign that anybody else used it', why: 'A page that one person wrote in a hurry works for that person.' },
} as const; // prettier-ignore

type Here = Found<keyof typeof RULES>;

/** Somebody keeps it, what it points at is there, and it can be shown to everybody. */
export const maintained = criterion(RULES, (page, scene) => [
  ...owner(page, scene),
  ...deadLinks(page, scene.pages),
  ...secrets(page),
  ...alone(page),
]);

function owner(page: LintPage, { config }: LintScene): Here[] {
  const { owner: named, steps } = page.runbook;
  const message = ownerTrouble(named, config.known.owners);
  if (message === null || (named === '' && steps.length === 0)) return [];
  const line = named === '' ? 1 : (['owner', 'owners', 'author', 'maintainer', 'contact'].map(page.lineOf).find((at) => at > 1) ?? 1);
  const first = /: "owner: (.*)"\.$/.exec(message)?.[1];
  const suggestion = named !== '' && first !== undefined ? reworded(page, line, named, first) : null;
  return [{ rule: 'owner', line, message, suggestion }];
} // prettier-ignore

function deadLinks(page: LintPage, pages: KnownPages | null): Here[] {
  if (!pages) return [];
  const { ids } = pages;
  const seen = new Set<string>();
  return page.lines.flatMap((text, i): Here[] => {
    if (page.kinds[i] === 'code') return [];
    const line = i + 1;
    const found: Here[] = [];
    for (const [, link] of text.matchAll(/\]\(([^()\s]+?\.(?:md|markdown))(?:#[^()\s]*)?\)/gi)) {
      if (/^[a-z][a-z0-9+.-]*:|^\/|^#/i.test(link!) || pages.has(decoded(link!))) continue;
      found.push({ rule: 'dead-link', line, message: `There is no page ${link}; correct the link, or say what to do instead.` });
    }
    if (ids === null) return found;
    for (const [id] of text.matchAll(/\bRUN-\d+\b/g)) {
      if (ids.includes(id) || id === page.runbook.id || seen.has(id)) continue;
      seen.add(id);
      const near = sameNumber(id, ids) ?? (ids.length > 0 ? nearest(id, ids) : null);
      const message = `There is no runbook ${id}; name the page that took its place.`;
      // Numbers that differ by one are other pages: only zeros too many or too few are a slip.
      const suggestion = near !== null && sameNumber(id, [near]) ? reworded(page, line, id, near) : null;
      found.push({ rule: 'dead-link', line, message, suggestion });
    }
    return found;
  });
} // prettier-ignore

function sameNumber(id: string, ids: readonly string[]): string | null {
  return ids.find((other) => /^RUN-\d+$/.test(other) && Number(other.slice(4)) === Number(id.slice(4))) ?? null;
}

function decoded(link: string): string {
  try {
    return decodeURIComponent(link);
  } catch {
    return link;
  }
}

function secrets(page: LintPage): Here[] {
  return page.lines.flatMap((text, i): Here[] => {
    const found = secretIn(text, page.kinds[i] === 'code' || /`[^`]*`/.test(text));
    if (!found) return [];
    const line = i + 1;
    const message = `This looks like ${found.what}; take it out, change it where it is used, and say where one gets it.`;
    return [{ rule: 'secret', line, message, suggestion: reworded(page, line, found.secret, '<from the secret store>') }];
  });
} // prettier-ignore

function alone(page: LintPage): Here[] {
  const { runbook, lines } = page;
  if (runbook.steps.length === 0 || runbook.lessons !== null || runbook.lastTested !== null) return [];
  const head = lines.slice(0, 40).join('\n');
  if (/^\W*(?:review(?:ed|ers?)|contributors?|approved|co-?authors?|last[ _-]?review\w*)\b/im.test(head)) return [];
  const message =
    'Nothing here was learnt from use, nobody reviewed it; let somebody else follow it, and add "## Lessons".';
  return [{ rule: 'written-alone', line: 1, message }];
}
