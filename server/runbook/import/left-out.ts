import { commandNames } from '../command-names.ts';
import { partOf, type Part } from '../headings.ts';
import { isKnownTool } from '../known-tools.ts';
import type { Runbook } from '../runbook.ts';

/** Files that every repository has and nobody follows at night. */
const NEVER =
  /(?:^|[\\/])(?:change-?log|changes|history|releases?(?:[-_ ]notes)?|licen[cs]e|copying|notice|authors|contributors|contributing|code[-_]of[-_]conduct|security|support|governance|pull_request_template|issue_template|todo|roadmap)(?:[.-][\w-]+)?\.(?:md|markdown|mdown|mkd)$/i;
/** Front doors: seldom runbooks. */
const DOOR = /(?:^|[\\/])(?:readme|index|_index|home|_sidebar|summary)(?:[.-][\w-]+)?\.(?:md|markdown|mdown|mkd)$/i;

/** Headings of pages that tell how to build or use something. */
const GUIDE =
  /^(?:install|getting started|quick ?start|usage|development|build|contribut|licen[cs]e|features|configuration|api\b|examples?\b|documentation|tests?\b|testing|acknowledg|credits|roadmap)/i;

const STRONG: readonly Part[] = ['trigger', 'impact', 'causes', 'escalation', 'postIncident', 'prevention'];

/** Languages of blocks that somebody types. */
const TYPED = /^(?:ba|z|k|fi)?sh$|shell|console|terminal|session|^(?:power|p)?sh|^sql$|^psql$|^promql$|^cmd$|^bat$/;

/** Why a page is no runbook, in a few words; null when it is one, or may well be. */
export function whyLeftOut(runbook: Runbook, path: string): string | null {
  if (NEVER.test(path)) return 'a page that every repository has';
  if (runbook.steps.length === 0) return 'no steps, no commands';
  const layout = runbook.facts?.layout ?? [];
  const headings = (wanted: (span: (typeof layout)[number]) => boolean) =>
    new Set(layout.filter((span) => span.heading !== '' && wanted(span)).map(({ heading }) => heading));
  const strong = new Set(layout.map(({ part }) => part).filter((part) => STRONG.some((one) => one === part))).size;
  const named = runbook.alerts.some((alert) => alert === runbook.id || alert === runbook.title) ? 1 : 0;
  if (/^[A-Z]{2,5}-\d+$/.test(runbook.id) || strong + named > 1) return null;
  if (DOOR.test(path)) return 'a front page';
  const guide = headings(({ heading }) => GUIDE.test(heading));
  if (guide.size > 1) return `reads like a guide: ${[...guide].slice(0, 3).join(', ')}`;
  const known = headings(({ part, heading }) => part !== 'other' && part !== 'title' && partOf(heading) !== null).size;
  const unknown = headings(({ part }) => part === 'other').size;
  if (unknown > 2 && unknown > 2 * known) return 'most of it is something else';
  return known === 0 && named === 0 && !isTyped(runbook) ? 'no commands, and no heading of a runbook' : null;
}

/** At least half of what its blocks ask to run is plainly for a command line. */
function isTyped(runbook: Runbook): boolean {
  const commands = runbook.steps.flatMap((step) => step.commands);
  const typed = commands.filter(
    ({ language, text }) => TYPED.test(language) || commandNames(text).some(({ name }) => isKnownTool(name)),
  );
  return commands.length > 0 && 2 * typed.length >= commands.length;
}
