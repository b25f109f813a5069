import { writeFileSync } from 'node:fs';
import type { Frame } from '../test/support/play.ts';
import { play } from '../test/support/play.ts';
import { autoscalingWorld, cpuRegressionWorld } from '../test/support/reference-world.ts';

/** Draws the two curves that differ from the prototype's for docs/decisions/002-world-model-differences.md. */
const WIDTH = 760;
const HEIGHT = 210;

const cpu = play(cpuRegressionWorld(), { fault: 'deploy', forS: 500 }).frames;
const scaling = play(autoscalingWorld(), { fault: 'surge', forS: 900 }).frames;

const charts = [
  panel(
    0,
    'CPU regression: journeys lost per second (failures of the prototype began at 253 s)',
    cpu,
    [['lost', '#b3261e', smooth(cpu, ({ lost }) => lost)]],
    253,
  ),
  panel(
    1,
    'Autoscaling: connections refused per second (prototype ≈ 43, from 169 s)',
    scaling,
    [['refused', '#1f5fa8', smooth(scaling, ({ refused }) => refused)]],
    169,
  ),
];
const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${2 * HEIGHT}" font-family="sans-serif" font-size="12"><rect width="100%" height="100%" fill="#fff"/>${charts.join('')}</svg>\n`;
writeFileSync('docs/images/world-model-differences.svg', svg);
console.log('docs/images/world-model-differences.svg');

/** Mean of the last 5 s, as a sample shows it. */
function smooth(frames: Frame[], of: (frame: Frame) => number): number[] {
  return frames.map((_, i) => {
    const window = frames.slice(Math.max(0, i - 4), i + 1);
    return window.reduce((sum, frame) => sum + of(frame), 0) / window.length;
  });
}

function panel(
  row: number,
  title: string,
  frames: Frame[],
  lines: [string, string, number[]][],
  markS: number,
): string {
  const top = row * HEIGHT + 30;
  const height = HEIGHT - 60;
  const [from, to] = [-60, frames[frames.length - 1]!.t];
  const most = Math.max(...lines.flatMap(([, , values]) => values)) * 1.05;
  const x = (t: number): number => Math.round(10 * (50 + ((WIDTH - 70) * (t - from)) / (to - from))) / 10;
  const y = (value: number): number => Math.round(10 * (top + height * (1 - value / most))) / 10;
  const paths = lines.map(([, colour, values]) => {
    const points = frames.flatMap(({ t }, i) => (t >= from ? [`${x(t)},${y(values[i]!)}`] : []));
    return `<polyline fill="none" stroke="${colour}" stroke-width="1.5" points="${points.join(' ')}"/>`;
  });
  const ticks = Array.from(
    { length: Math.floor(to / 60) + 1 },
    (_, i) => `<text x="${x(60 * i)}" y="${top + height + 16}" text-anchor="middle" fill="#555">${60 * i}</text>`,
  );
  return [
    `<text x="50" y="${top - 10}" fill="#111">${title}</text>`,
    `<line x1="50" x2="${WIDTH - 20}" y1="${top + height}" y2="${top + height}" stroke="#999"/>`,
    `<text x="44" y="${y(most / 1.05) + 4}" text-anchor="end" fill="#555">${Math.round(most / 1.05)}</text><text x="44" y="${top + height + 4}" text-anchor="end" fill="#555">0</text>`,
    `<line x1="${x(0)}" x2="${x(0)}" y1="${top}" y2="${top + height}" stroke="#555" stroke-dasharray="2 3"/>`,
    `<line x1="${x(markS)}" x2="${x(markS)}" y1="${top}" y2="${top + height}" stroke="#7a7a00" stroke-dasharray="6 3"/>`,
    ...ticks,
    ...paths,
  ].join('');
}
