import type { CompletionRecord } from '../protocol/onboarding.ts';
import type { Debrief, GapView, RunbookFinding, TimeRow } from '../protocol/http.ts';
import { branchName } from './branches.ts';
import { figureWords, lengthWords, wallClock } from '../scoring/clock-words.ts';
import { assessmentMarkdown } from './assessment-markdown.ts';
import { sidesMarkdown } from './sides-markdown.ts';
import { roundsMarkdown } from './rounds-markdown.ts';

/** A debrief as a page for a repository or a wiki: marked as a drill, roles not names, each figure with its convention. */
export function debriefMarkdown(debrief: Debrief): string {
  const parts = [
    head(debrief),
    debrief.lede.map(escape).join(' '),
    section('Times', times(debrief)),
    section('Impact', impact(debrief)),
    section('Runbook gaps', debrief.gaps.length === 0 ? 'The log shows none.' : debrief.gaps.map((gap, i) => gapText(gap, i + 1)).join('\n\n')),
    section('What was practised', practised(debrief)),
    section('Runbooks used', runbooks(debrief)),
    section('Rounds', roundsMarkdown(debrief.rounds, (atS) => wallClock(debrief.drill.startsAtMs, atS), escape)),
    section('Both sides', sidesMarkdown(debrief.sides, (atS) => wallClock(debrief.drill.startsAtMs, atS), escape)),
    section('Timeline', timeline(debrief)),
    section('Objectives', objectives(debrief)),
    section('Assessment', assessmentMarkdown(debrief.assessment, (atS) => wallClock(debrief.drill.startsAtMs, atS), escape)),
    section('Hints given', hints(debrief)),
    section('What we saw in the response', patterns(debrief)),
    section('Branches', branchesText(debrief)),
    section('Hypothesis', `${escape(debrief.hypothesis.text)} **${capital(VERDICTS[debrief.hypothesis.verdict])}.**`),
    section('Cause', escape(debrief.cause)),
    section('To talk about', list(debrief.prompts.map(escape))),
    section('Actions', actions(debrief)),
    foot(debrief),
  ];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
} // prettier-ignore

const VERDICTS: Record<Debrief['hypothesis']['verdict'], string> = {
  held: 'it held',
  refuted: 'it was refuted',
  open: 'it stays open',
};

function head({ drill }: Debrief): string {
  const date = new Date(drill.startsAtMs).toISOString().slice(0, 10);
  const from = wallClock(drill.startsAtMs, 0).slice(0, 5);
  const to = wallClock(drill.startsAtMs, drill.lastedS).slice(0, 5);
  const facts = [
    `**DRILL**, not a real incident`,
    `${drill.mode.replace('-', ' ')} “${escape(drill.cover)}”`,
    `${date}, ${from}–${to} UTC in the simulated world`,
    ...(drill.incident ? [drill.incident] : []),
    `${drill.seats} ${drill.seats === 1 ? 'seat' : 'seats'}, roles instead of names`,
  ];
  return `# DRILL · Debrief · ${escape(drill.title)}\n\n${facts.join(' · ')}`;
}

function times({ times: rows }: Debrief): string {
  const body = rows.map((row) => [
    `${row.name}, ${row.id}`, figure(row), row.targetS === null ? '–' : lengthWords(row.targetS), par(row), `${escape(row.convention)} (${row.rule})`,
  ]); // prettier-ignore
  const parts = rows.flatMap((row) => row.parts.map((part) => `${row.id} · ${escape(part.label)}: ${lengthWords(part.seconds)}`));
  return [
    'From the drill’s clock; pauses never count. “>” is a lower bound: it had not happened when the drill ended. Par is the middle 80 % of runs by bots.',
    table(['Measure', 'This drill', 'Target', 'Par', 'From → to (rule)'], body),
    list(parts),
    'One drill says little, and means of such times are poor measures of a trend: read it beside the other drills of this scenario.',
  ].filter(Boolean).join('\n\n');
} // prettier-ignore

function figure(row: TimeRow): string {
  if (row.seconds === null) return '–';
  return `${row.censored ? '> ' : ''}${lengthWords(row.seconds)}`;
}

function par({ par: band, hintsS, seconds }: TimeRow): string {
  const held =
    band && hintsS && seconds !== null ? `; held against it with hints: ${lengthWords(seconds + hintsS)}` : '';
  return band
    ? `${lengthWords(band.p10)} – ${lengthWords(band.p90)} (median ${lengthWords(band.p50)}, ${band.runs} runs${held})`
    : '–';
}

function impact({ impact: cost, severity }: Debrief): string {
  return list([
    `Requests that failed: **${figureWords(cost.failedRequests)}**`,
    ...(cost.messagesLost ? [`Messages lost: **${figureWords(cost.messagesLost)}**`] : []),
    ...(cost.writesLost ? [`Committed writes lost: **${figureWords(cost.writesLost)}**`] : []),
    `User-minutes lost: **${figureWords(cost.userMinutesLost)}** (model’s sum since the start of the drill)`,
    `Money lost: **${figureWords(cost.moneyLost)}** (as the scenario values its journeys)`,
    `Error budget burned: **${(cost.budgetBurned * 100).toFixed(1)} %** of 30 days (failed attempts only, BUDGET-1)`,
    `Severity: called ${severity.called?.toUpperCase() ?? 'none'}, true ${severity.truth.toUpperCase()} (the most severe that was called, SEV-1)`,
  ]);
}

function gapText(gap: GapView, number: number): string {
  const where = gap.file === null ? '' : ` · \`${gap.file}${gap.line === null ? '' : `:${gap.line}`}\``;
  const step = gap.runbook === null ? '' : ` · ${escape(gap.runbook)}${gap.step === null ? '' : `, step ${gap.step}`}`;
  const proposal = gap.proposal === null ? '' : `\n\n${fenced('diff', gap.proposal)}`;
  return `### ${number}. ${capital(gap.kind)}${step}\n\n${escape(gap.sentence)}\n\n${standing(gap)}Weight ${gap.severity}${where} · evidence: ${entries(gap.entries)}${proposal}`;
} // prettier-ignore

/** What became of the gap; nothing for a debrief from a file, which knows no library. */
function standing({ decision }: GapView): string {
  if (!decision) return '';
  const { state, version, commit, reason, rerun } = decision;
  const edit = version === null ? '' : `, version ${version}${commit === null ? '' : ` (commit ${escape(commit.slice(0, 12))})`}`;
  const why = [reason, rerun?.word].flatMap((words) => (words ? [escape(words)] : []));
  return `**${capital(state)}**${edit}${why.length > 0 ? `: ${why.join(' ')}` : ''} · `;
} // prettier-ignore

function runbooks({ runbooks: used, finding, drill }: Debrief): string {
  if (used.length === 0) return 'The scenario has none.';
  const body = used.map((one) => [
    `${escape(one.id)} ${escape(one.title)}`, String(one.opened), `${one.stepsRun} of ${one.steps}`, `${one.checksTrue} of ${one.checks}`,
  ]); // prettier-ignore
  const figures = table(['Runbook', 'Opened', 'Steps run', 'Checks true'], body);
  const touched = used.filter(({ opened, stepsRun }) => opened > 0 || stepsRun > 0);
  const way = finding ? findingText(finding, drill.startsAtMs) : '';
  return [figures, way, ...touched.map(outcomesText)].filter(Boolean).join('\n\n');
}

/** The skills of an onboarding drill with their evidence, for each who learned; nothing for another one. */
function practised({ onboarding, onboardingOthers = [] }: Debrief): string {
  const records = onboarding ? [onboarding, ...onboardingOthers] : [];
  return records.map((record) => recordText(record, records.length > 1)).join('\n\n');
}

function recordText({ name, skills, nudges, hints, complete, withdrawn }: CompletionRecord, named: boolean): string {
  const head = named ? `**${capital(name)}**\n\n` : '';
  if (withdrawn) return `${head}Its owner has taken this record back.`;
  const body = skills.map(({ skill, means, shown, missing }) => [
    capital(skill), shown ? (shown.late ? 'shown, late' : 'shown') : 'not yet', escape(shown?.evidence ?? missing ?? means),
  ]); // prettier-ignore
  const sum = `${complete ? 'Every skill was shown' : `${skills.filter(({ shown }) => shown).length} of ${skills.length} skills were shown`}; questions of the coach: ${nudges}, hints: ${hints}. No score, no ranking.`;
  return `${head}${sum}\n\n${table(['Skill', 'State', 'Evidence from the log'], body)}`;
}

/** FIND-1, FIND-2 as a sentence. */
function findingText(finding: RunbookFinding, startsAtMs: number): string {
  const { right, pageAtS, openedAtS, seconds, wrongFirst } = finding;
  const way = openedAtS === null
    ? `${escape(right)} was not opened (> ${lengthWords(seconds)} after the first page)`
    : `${escape(right)} was opened at ${wallClock(startsAtMs, openedAtS)}, ${lengthWords(seconds)} after the first page at ${wallClock(startsAtMs, pageAtS)}`;
  const before = wrongFirst.map(({ runbook, atS }) => `${escape(runbook)} at ${wallClock(startsAtMs, atS)}`).join(', ');
  return `The way to the right runbook: ${way}${before === '' ? '' : `; opened before it: ${before}`} (FIND-1, FIND-2).`;
} // prettier-ignore

/** What became of each step of a runbook that was used (OUTCOME-1 to OUTCOME-9). */
function outcomesText({ id, title, outcomes }: Debrief['runbooks'][number]): string {
  const body = outcomes.map(({ step, outcome, note }) => [String(step), outcome, escape(note)]);
  return `**${escape(id)} ${escape(title)}**\n\n${table(['Step', 'What became of it', 'Why'], body)}`;
}

/** Every mark in order, without the commands that only looked and the alerts that only tell. */
function timeline({ lanes, drill }: Debrief): string {
  const marks = lanes
    .flatMap((lane) => lane.marks.map((mark) => ({ ...mark, lane: lane.label })))
    .filter(({ kind }) => !['command', 'fyi'].includes(kind))
    .sort((a, b) => a.atS - b.atS || a.entry - b.entry);
  if (marks.length === 0) return 'Nothing happened.';
  return table(['Time', 'Lane', 'What', 'Entry'], marks.map((mark) => [
    wallClock(drill.startsAtMs, mark.atS), mark.lane, escape(mark.label), String(mark.entry),
  ])); // prettier-ignore
}

function objectives({ objectives: all, drill }: Debrief): string {
  return list(all.map(({ text, state, atS }) => {
    const when = atS === null ? '' : ` at ${wallClock(drill.startsAtMs, atS)}`;
    return `${state === 'met' ? '[x]' : '[ ]'} ${escape(text)} (${state}${when})`;
  })); // prettier-ignore
}

/** HINT-1 */
function hints({ hints: given, drill }: Debrief): string {
  const cost = (costS: number) => (costS > 0 ? `; adds ${lengthWords(costS)} to the times when these are held against par (HINT-1)` : '');
  return list(given.map(({ number, text, atS, costS }) => `${wallClock(drill.startsAtMs, atS)}, hint ${number}: ${escape(text)}${cost(costS)}`));
} // prettier-ignore

function patterns({ patterns: found }: Debrief): string {
  if (found.length === 0) return 'None of the patterns that we look for shows in the log.';
  return list(
    found.map(({ name, sentence, entries: seqs }) => `**${escape(name)}.** ${escape(sentence)} (${entries(seqs)})`),
  );
}

/** A drill that was rewound, beside what came of it the other way. */
function branchesText({ branches, drill }: Debrief): string {
  if (branches.length === 0) return '';
  const body = branches.map((branch, i) => [
    branch.from === null ? branchName(i) : `${branchName(i)}, from ${wallClock(drill.startsAtMs, branch.from.atS)}`,
    branch.state === 'ended' ? lengthWords(branch.lastedS) : `${branch.state}, ${lengthWords(branch.lastedS)} so far`,
    branch.mitigatedAtS === null ? '–' : wallClock(drill.startsAtMs, branch.mitigatedAtS),
    figureWords(branch.userMinutesLost),
    branch.decisions.map(({ atS, text }) => `${wallClock(drill.startsAtMs, atS)} ${escape(text)}`).join('; ') || '–',
    `${escape(branch.drill)}${branch.drill === drill.id ? ' (this one)' : ''}`,
  ]);
  const why = branches.flatMap(({ reason }, i) => (reason === '' ? [] : [`${branchName(i)}: ${escape(reason)}`]));
  return [
    table(['Branch', 'Lasted', 'Mitigated', 'User-minutes lost', 'Decided after they parted', 'Drill'], body),
    list(why),
  ].join('\n\n');
}

function actions({ actions: items }: Debrief): string {
  if (items.length === 0) return 'None yet. A drill without an action was an outing.';
  return table(['What will be different', 'Owner', 'Due', 'State'], items.map((item) => [escape(item.text), escape(item.owner), item.due ?? '–', item.state]));
} // prettier-ignore

function foot({ drill }: Debrief): string {
  const proof = drill.verified ? 'its chain of entries is intact' : 'its chain of entries could not be verified';
  return `---\n\nDRILL · scenario ${escape(drill.scenario)}, variant ${escape(drill.variant)}, seed \`${drill.seed.replaceAll('`', '')}\`, engine ${escape(drill.engine)} · ${drill.entries} entries, ${proof} · rules: docs/scoring.md`;
} // prettier-ignore

function section(heading: string, body: string): string {
  return body === '' ? '' : `## ${heading}\n\n${body}`;
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

function table(header: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

function entries(seqs: readonly number[]): string {
  const shown = seqs.slice(0, 8).join(', ');
  const more = seqs.length > 8 ? ` and ${seqs.length - 8} more` : '';
  return `${seqs.length === 1 ? 'entry' : 'entries'} ${shown}${more}`;
}

function fenced(language: string, text: string): string {
  const longest = Math.max(2, ...(text.match(/`{3,}/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

/** What people typed must stay text: no table cell, link, emphasis, tag or heading comes out of it. */
function escape(text: string): string {
  return text.replace(/\s+/g, ' ').trim().replace(/[\\|<>*`[\]#~]/g, '\\$&').replace(/(^|\s)_|_(?=\s|$)/g, (match) => match.replace('_', '\\_'));
} // prettier-ignore

function capital(text: string): string {
  return `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`;
}
