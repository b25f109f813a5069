import { RATINGS, type AssessmentView } from '../protocol/control.ts';

/** The observers' sheets as Markdown; empty when nobody rated anything. `clock` tells the simulated time, `text` escapes. */
export function assessmentMarkdown(
  { objectives }: AssessmentView,
  clock: (atS: number) => string,
  text: (raw: string) => string,
): string {
  if (objectives.every(({ ratings }) => ratings.length === 0)) return '';
  const rows = objectives.flatMap((objective) =>
    objective.ratings.length === 0
      ? [`| ${text(objective.text)} | – | not rated | | |`]
      : objective.ratings.map(
          ({ seat, rating, note, atS }, i) =>
            `| ${i === 0 ? text(objective.text) : ''} | ${text(seat)} | ${rating} | ${text(note)} | ${clock(atS)} |`,
        ),
  );
  return [
    `Of the team, by those who watched: ${RATINGS.join(', ')}.`,
    ['| Objective | By | Rating | Seen | Time |', '| --- | --- | --- | --- | --- |', ...rows].join('\n'),
  ].join('\n\n');
}
