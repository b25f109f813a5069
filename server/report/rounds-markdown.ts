import type { RoundReport } from '../protocol/tabletop.ts';

/**
 * The rounds of a tabletop as Markdown, one heading each. `clock` writes a drill second as the world's time, `escape` makes
 * text of what people typed.
 */
export function roundsMarkdown(
  rounds: readonly RoundReport[],
  clock: (atS: number) => string,
  escape: (text: string) => string,
): string {
  return rounds.map((round) => roundMarkdown(round, clock, escape)).join('\n\n');
}

function roundMarkdown(
  { number, atS, title, question, decision, reason, options, lines, effect, expected, notes }: RoundReport,
  clock: (atS: number) => string,
  escape: (text: string) => string,
): string {
  const voted = options.filter(({ votes }) => votes > 0);
  const items = [
    ...voted.map(({ text, votes }) => `${escape(text)}: ${votes} ${votes === 1 ? 'vote' : 'votes'}`),
    ...lines.map(
      ({ line, exitCode }) => `Run in the world: ${code(line)}${exitCode === 0 ? '' : ` (exit ${exitCode})`}`,
    ),
    ...(effect ? [`Until the next round: ${effect.what} ${effect.before} → ${effect.after} (${effect.went})`] : []),
    ...expected.flatMap(({ text, mark }) => (mark === null ? [] : [`${escape(text)}: **${mark}**`])),
    ...notes.map((text) => `Note: ${escape(text)}`),
  ];
  const decided =
    decision === null
      ? 'Nothing was decided.'
      : `**Decided:** ${escape(decision)}${reason === '' ? '' : ` Because: ${escape(reason)}`}`;
  return [
    `### ${number}. ${escape(title)} (${clock(atS)})`,
    escape(question),
    decided,
    items.map((item) => `- ${item}`).join('\n'),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function code(line: string): string {
  const flat = line.replace(/\s+/g, ' ').trim();
  const fence = flat.includes('`') ? '``' : '`';
  return `${fence}${fence === '``' ? ` ${flat} ` : flat}${fence}`;
}
