import type { AnyEntry, Entry } from '../drill/entry.ts';
import type { CaptureDraft } from '../protocol/library.ts';
import { renderStep } from '../runbook/render.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { readLog, type DrillLog } from '../scoring/drill-log.ts';
import { effectiveActions, type TakenAction } from '../scoring/mitigation.ts';
import { stampsOf } from '../scoring/stamps.ts';
import { actionStep, looksBefore, lookStep, recoveryCheck, stepsThatHeld } from './captured-steps.ts';
import { drillDay } from './drill-day.ts';
import { oneLine } from './one-line.ts';

const MOST_WORDS_OF_PEOPLE = 4;

interface Part {
  heading: string;
  lines: string[];
  entries: number[];
}

/**
 * A runbook drafted from what a drill's log shows: the symptom in the literal words of alerts and people, the diagnosis in
 * the order in which it was done, the resolution from what brought the service back, what was decided to prevent it. It
 * names nobody; a person reads, corrects and signs it.
 */
export function captureRunbook(entries: readonly AnyEntry[], scenario: Scenario): CaptureDraft {
  const log = readLog(entries);
  const stamps = stampsOf(log, scenario);
  const taken =
    stamps.impact && stamps.mit
      ? effectiveActions(log, scenario, { impactS: stamps.impact.atS, mitS: stamps.mit.atS })
      : [];
  const paged = firedPages(log);
  const title = paged[0]?.payload.transition.annotations['summary'] ?? scenario.title;
  const looks = looksBefore(log, taken, stamps);
  const parts = [
    symptom(log, paged),
    prerequisites(looks, taken),
    procedure(scenario, log, looks, taken, paged),
    escalation(log, scenario),
    afterwards(),
    lessons(log),
    prevention(log),
  ];
  const id = `captured-${slug(title)}`;
  const head = frontMatter(id, title, drillDay(entries), paged);
  const body = parts.flatMap(({ heading, lines }) => [`## ${heading}`, '', ...lines, '']);
  return {
    id,
    text: [...head, '', `# ${title}`, '', ...body].join('\n').replace(/\n{3,}/g, '\n\n'),
    from: parts.map(({ heading, entries: own }) => ({ heading, entries: [...new Set(own)] })),
  };
}

function frontMatter(id: string, title: string, day: string, paged: readonly Entry<'alert.changed'>[]): string[] {
  const rules = [...new Set(paged.map(({ payload }) => payload.transition.rule))];
  const services = [...new Set(paged.flatMap(({ payload }) => payload.transition.labels['service'] ?? []))].filter(
    (service) => service !== '',
  );
  return [
    '---',
    `id: ${id}`,
    `title: ${JSON.stringify(title)}`,
    'category: Incident',
    `trigger: ${JSON.stringify(rules.length > 0 ? `Alert ${rules.join(', ')}` : 'A report by users')}`,
    `alerts: [${rules.join(', ')}]`,
    `services: [${services.join(', ')}]`,
    '# One person, not a team: whoever signs this draft fills it in.',
    'owner: ""',
    `lastTested: ${day}`,
    'tags: [captured]',
    '---',
  ];
}

function firedPages(log: DrillLog): Entry<'alert.changed'>[] {
  const seen = new Set<string>();
  return log.of('alert.changed').filter(({ payload: { transition } }) => {
    if (transition.kind !== 'firing' || transition.tier !== 'page' || seen.has(transition.rule)) return false;
    seen.add(transition.rule);
    return true;
  });
}

/** In the words of the alerts, and of people outside the team. */
function symptom(log: DrillLog, paged: readonly Entry<'alert.changed'>[]): Part {
  const said = log
    .of('inject.delivered')
    .filter(({ payload }) => payload.via === 'chat')
    .slice(0, MOST_WORDS_OF_PEOPLE);
  return {
    heading: 'Scope',
    lines: [
      'Handles:',
      '',
      ...paged.map(({ payload: { transition } }) => {
        const { summary = transition.rule, value = '' } = transition.annotations;
        return `- ${transition.rule}: ${summary}${value === '' ? '' : ` (${value})`}`;
      }),
      ...said.map(({ payload }) => `- ${payload.from}: "${oneLine(payload.text)}"`),
      '',
      'Does not handle: write down what looks alike and is something else, and which page is for it.',
    ],
    entries: [...paged, ...said].map(({ seq }) => seq),
  };
}

function prerequisites(looks: readonly Entry<'command.ran'>[], taken: readonly TakenAction[]): Part {
  const tools = new Set([
    ...looks.flatMap(({ payload }) => payload.tools),
    ...taken.map(({ line }) => line.split(/\s/)[0]!),
  ]);
  return {
    heading: 'Prerequisites',
    lines: [...tools].sort().map((tool) => `- [ ] You can use \`${tool}\``),
    entries: looks.map(({ seq }) => seq),
  };
}

function procedure(
  scenario: Scenario,
  log: DrillLog,
  looks: readonly Entry<'command.ran'>[],
  taken: readonly TakenAction[],
  paged: readonly Entry<'alert.changed'>[],
): Part {
  const diagnosis = looks.map(({ payload }, i) => lookStep(i + 1, payload));
  const seen = new Set<string>();
  const deeds = taken.filter(({ line }) => !seen.has(line) && seen.add(line));
  const check = recoveryCheck(scenario, paged);
  const resolution = deeds.map((deed, i) =>
    actionStep(diagnosis.length + i + 1, deed, i === deeds.length - 1 ? check : null),
  );
  const proven = stepsThatHeld(log, scenario);
  return {
    heading: 'Procedure',
    lines: [...diagnosis, ...resolution].flatMap((step) => [...renderStep(step).split('\n'), '']),
    entries: [...looks.map(({ seq }) => seq), ...deeds.flatMap(({ acted, entry }) => [acted, entry]), ...proven],
  };
}

function escalation(log: DrillLog, scenario: Scenario): Part {
  const asked = log.of('staff.paged');
  const teams = asked.map(({ payload }) => ({
    id: payload.staff,
    team: scenario.staff.find(({ id }) => id === payload.staff)?.team ?? payload.staff,
  }));
  const seen = new Set<string>();
  const lines = teams
    .filter(({ id }) => !seen.has(id) && seen.add(id))
    .map(({ id, team }) => `- ${team}, by \`page ${id}\`: hand over what was seen and tried.`);
  return {
    heading: 'Escalation',
    lines: [
      'When the last step has not helped within 10 minutes:',
      '',
      ...(lines.length > 0 ? lines : ['- Say here whom to call.']),
    ],
    entries: asked.map(({ seq }) => seq),
  };
}

function afterwards(): Part {
  return {
    heading: 'Post-incident',
    lines: ['- [ ] Temporary measures are undone, or have an owner and a date', '- [ ] Users and partners were told'],
    entries: [],
  };
}

function lessons(log: DrillLog): Part {
  const decisions = log.of('decision.made');
  const causes = log.of('cause.confirmed').filter(({ payload }) => payload.confirmed);
  const stated = log
    .of('hypothesis.stated')
    .filter(({ payload }) => causes.some((one) => one.payload.identification === payload.id));
  const lines = [
    ...stated.map(({ payload }) => `- The cause, as it was found: ${oneLine(payload.text)}`),
    ...decisions.map(
      ({ payload }) =>
        `- Decided: ${oneLine(payload.text)}${payload.reason === '' ? '' : `, because ${oneLine(payload.reason)}`}`,
    ),
  ];
  return {
    heading: 'Lessons',
    lines: lines.length > 0 ? lines : ['- Nothing was written down in the drill.'],
    entries: [...stated, ...decisions].map(({ seq }) => seq),
  };
}

function prevention(log: DrillLog): Part {
  const actions = log.of('action.added');
  return {
    heading: 'Prevention',
    lines:
      actions.length > 0
        ? actions.map(
            ({ payload }) => `- [ ] ${oneLine(payload.text)}${payload.due === null ? '' : ` (due ${payload.due})`}`,
          )
        : ['- [ ] What would have stopped this? The debrief is the place to ask.'],
    entries: actions.map(({ seq }) => seq),
  };
}

function slug(text: string): string {
  return (
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 60) || 'drill'
  );
}
