import type { PageFile } from '../../server/library/runbook-library.ts';

const THINGS = [
  'checkout',
  'search',
  'orders',
  'mailer',
  'catalogue',
  'gateway',
  'ledger',
  'stock',
  'login',
  'reports',
];
const TROUBLES = [
  'hangs',
  'answers 503',
  'is slow',
  'loses messages',
  'runs out of disk',
  'refuses connections',
  'shows old data',
];
const ACTS = ['Look at the pods', 'Read its logs', 'Count what waits', 'Stop the job', 'Roll back', 'Start it again'];
const WORDS =
  'a pool that is empty makes every request wait until its time is over and users see the page turn while the database idles'.split(
    ' ',
  );

/** Runbooks of a big company: `count` of them, each another, about a screen long. The same on every call. */
export function manyRunbooks(count: number): PageFile[] {
  return Array.from({ length: count }, (_, n) => ({ path: `runbooks/page-${n}.md`, text: pageText(n) }));
}

/** The symptom that stands in page `n`. */
export function symptomOf(n: number): string {
  return `${THINGS[n % 10]} ${TROUBLES[n % 7]} in zone ${n}`;
}

function pageText(n: number): string {
  const thing = THINGS[n % 10]!;
  const prose = (from: number) =>
    Array.from({ length: 16 }, (_, i) => WORDS[(from * 7 + i * (1 + (n % 5))) % WORDS.length]).join(' ');
  const steps = ACTS.map(
    (act, i) =>
      `### ${i + 1}. ${act}\n\nWhy: ${prose(i)}.\n\n\`\`\`sh\nkubectl get pods -l app=${thing} -n zone-${n} | head -${i + 5}\n\`\`\`\n\n- [ ] ${prose(i + 9)}\n`,
  );
  return [
    `---\nid: RUN-${1000 + n}\ntitle: ${symptomOf(n)}\nowner: Owner ${n % 40}\nlastTested: 2026-01-${10 + (n % 18)}\nalerts: [Alert${n}Fires]\nservices: [${thing}]\n---\n`,
    `## Symptoms\n\nThe log says \`ERR${n}: timed out after ${30 + n} ms\`. ${prose(n)}.\n`,
    `## Procedure\n\n${steps.join('\n')}`,
    `## Escalation\n\n${prose(n + 3)}: page ${thing}-primary.\n`,
  ].join('\n');
}
