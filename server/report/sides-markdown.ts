import type { BothSides, PredictionOutcome } from '../protocol/breaking.ts';
import { lengthWords } from '../scoring/clock-words.ts';

/** Breakers against fixers as Markdown; empty when there were none. `clock` tells the simulated time, `text` escapes. */
export function sidesMarkdown(
  sides: BothSides | null,
  clock: (atS: number) => string,
  text: (raw: string) => string,
): string {
  if (!sides) return '';
  const { plan, predictions, faults, rows } = sides;
  return [
    plan &&
      `**The sealed plan**, sealed ${plan.sealedAtS === 0 ? 'before the start' : `at ${clock(plan.sealedAtS)}`}${plan.late ? ', **after the first fault**' : ''}, SHA-256 \`${plan.hash}\`: ${
        plan.verified
          ? 'the text below still has the hash that everybody was shown.'
          : '**the text does not have that hash.**'
      }\n\n${quoted(plan.text, text)}\n\nWhoever wants to compute the hash types this into a shell:\n\n    ${plan.line}`,
    predictions.length > 0 &&
      `**Predictions**\n\n${predictions.map((one) => `- ${predictionText(one, text)}`).join('\n')}`,
    faults.length > 0 &&
      [
        '| Fault | Fired | Page after | Named after | Back after | A bot had it back after |',
        '| --- | --- | --- | --- | --- | --- |',
        ...faults.map(
          (one) =>
            `| ${text(one.title)} | ${clock(one.firedAtS)} | ${length(one.pageAfterS)} | ${length(one.namedAfterS)} | ${length(one.backAfterS)} | ${length(one.checked?.backAfterS ?? null)} |`,
        ),
      ].join('\n'),
    [
      '| Time | Breakers | World | Fixers | Entry |',
      '| --- | --- | --- | --- | --- |',
      ...rows.map(({ atS, side, what, entry }) => {
        const cell = (which: typeof side) => (which === side ? text(what) : '');
        return `| ${clock(atS)} | ${cell('breakers')} | ${cell('world')} | ${cell('fixers')} | ${entry} |`;
      }),
    ].join('\n'),
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** Line by line, so that a plan of several points stays one. */
function quoted(raw: string, text: (raw: string) => string): string {
  return raw
    .split('\n')
    .map((line) => `> ${text(line)}`)
    .join('\n');
}

function predictionText(one: PredictionOutcome, text: (raw: string) => string): string {
  const { came, right } = one;
  if (right === null) return `“${text(one.text)}” (${text(one.about ?? '')} was not fired: nothing to compare)`;
  const parts = [
    `the promise ${one.holds ? 'holds' : 'breaks'}: ${verdict(right.holds)}, it ${came.held ? 'held' : 'broke'}`,
    right.page === null
      ? null
      : `${one.pageWithinS === null ? 'no page' : `${one.page ?? 'a page'} within ${lengthWords(one.pageWithinS)}`}: ${verdict(right.page)}, ${came.pageAfterS === null ? 'none came' : `${came.page ?? 'it'} came after ${lengthWords(came.pageAfterS)}`}`,
    right.mitigated === null || one.mitigatedWithinS === null
      ? null
      : `back within ${lengthWords(one.mitigatedWithinS)}: ${verdict(right.mitigated)}, ${came.mitigatedAfterS === null ? 'it never was' : `after ${lengthWords(came.mitigatedAfterS)}`}`,
  ].filter((part) => part !== null);
  const late = one.late ? ', said when the fault was at work already' : '';
  return `“${text(one.text)}” (${parts.join('; ')}${late})`;
}

function verdict(right: boolean): string {
  return right ? 'as predicted' : 'otherwise';
}

function length(seconds: number | null): string {
  return seconds === null ? '–' : lengthWords(seconds);
}
