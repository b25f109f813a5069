import { stringify } from 'yaml';
import type { Runbook } from '../runbook/runbook.ts';
import { FORMAT_VERSION } from './schema/scenario.ts';

/** A folder below `scenarios/`: paths in it and their texts. */
export interface ScenarioSkeleton {
  id: string;
  files: Record<string, string>;
}

/**
 * The beginnings of a scenario in which a runbook is wanted: a small shop with the page's service in it, the page's alert as
 * a rule, one fault of the kind that the page's commands deal with, and the page itself. It loads and plays; what makes it
 * worth a drill (red herrings, injects, a second hinge) is for a person to add.
 */
export function skeletonOf(runbook: Runbook): ScenarioSkeleton {
  const id = nameOf(runbook.title) || 'new-scenario';
  const service = nameOf(runbook.services[0] ?? '') || 'checkout';
  const subject = service === 'web' ? 'shop' : service;
  const page = /^[A-Z]{2,5}-\d+$/.test(runbook.id) ? runbook.id : 'RUN-900';
  const alert = /^[A-Za-z_]\w*$/.test(runbook.alerts[0] ?? '') ? runbook.alerts[0]! : 'UsersNotServed';
  const scenario = {
    ...head(id, runbook),
    ...story(subject, page, alert),
    world: world(subject),
    ...fault(subject, page),
  };
  const intro = [
    '# yaml-language-server: $schema=../../docs/scenario.schema.json',
    `# Made from ${runbook.id}. It loads and plays; now make it the incident that the page is for:`,
    '# versions and their costs, what changed before, red herrings, injects, a hint or two.',
    '',
  ];
  return {
    id,
    files: {
      'scenario.yaml': intro.join('\n') + stringify(scenario, { lineWidth: 110 }),
      'alerts.rules.yaml': stringify(rules(subject, page, alert, runbook.title), { lineWidth: 0 }),
      [`runbooks/${page}.md`]: page === runbook.id ? runbook.source : withHead(runbook, page, alert),
    },
  };
}

function head(id: string, { title, id: page }: Runbook) {
  return {
    drillbook: FORMAT_VERSION,
    id,
    cover: 'Paper Boat',
    title,
    summary: `Written from ${page}; say here what a facilitator should expect.`,
    difficulty: 2,
    duration: '30m',
    focus: ['procedure'],
    severity: 'sev-2',
    slo: 'browse',
    briefing: 'You are on call for a small shop. Users reach web, web asks the service behind it.',
  };
}

function world(service: string) {
  return {
    starts: '2026-03-10T14:00:00Z',
    preroll: '15m',
    entry: 'web',
    users: { journeys: { browse: { rate: '60/s', patience: '12s', value: 0.05 } } },
    slos: { browse: { journey: 'browse', title: 'The shop answers within 1 s', objective: '99%', latency: '1s' } },
    services: {
      web: {
        team: 'WEB',
        owner: 'web-owner',
        tier: 1,
        replicas: 2,
        slots: 96,
        cores: 2,
        version: '1.4.0',
        versions: { '1.4.0': { time: '9ms', cpu: '6ms' } },
        calls: [{ to: service, timeout: '3s', retries: 1 }],
      },
      [service]: {
        team: 'APP',
        owner: 'app-owner',
        tier: 1,
        replicas: 3,
        slots: 48,
        cores: 2,
        version: '2.0.0',
        versions: {
          '2.0.0': { time: '30ms', cpu: '18ms' },
          '2.0.1': {
            time: '90ms',
            cpu: '160ms',
            commit: { sha: '7c1e0d2', author: 'app-owner', message: 'Say what this release changed' },
          },
        },
        pipeline: { waves: [1, 2], every: '60s' },
      },
    },
  };
}

function fault(service: string, page: string) {
  const cause = `${service} 2.0.1 costs nine times the CPU for each request.`;
  const gone = { type: 'versionNowhere', params: { service, version: '2.0.1' } };
  return {
    faults: {
      'bad-release': {
        title: 'A release that computes too much',
        summary: `${service} 2.0.1 goes out in two waves.`,
        cause,
        deck: {
          blastRadius: 3,
          detectable: 4,
          cost: 2,
          reaches: [service, 'web'],
          looksLike: 'Too many visitors',
          tempts: `Restart ${service}`,
        },
        machine: {
          initial: 'idle',
          states: {
            idle: { on: { BREAK: 'deploying' } },
            deploying: {
              entry: [{ type: 'deploy.start', params: { service, version: '2.0.1', author: 'app-owner' } }],
              on: { [`rolledBack.${service}`]: { guard: gone, target: 'fixed' } },
            },
            fixed: { type: 'final' },
          },
        },
      },
    },
    timeline: [{ at: '3m', fault: 'bad-release' }],
    variants: { release: { title: 'A release computes too much', cause, runbook: page } },
  };
}

function story(service: string, page: string, alert: string) {
  return {
    alerts: 'alerts.rules.yaml',
    runbooks: [page],
    hypothesis: {
      public: `When ${service} is slow, the shop keeps its promise of 99 %.`,
      private: `Whoever is paged by ${alert} finds ${page} and gets through it without help.`,
    },
    objectives: {
      mitigate: {
        text: 'Bring the shop back within 15 minutes of the first page',
        met: { slo: 'browse', is: 'restored', for: '2m' },
        within: '15m from page',
      },
    },
    injects: {
      support: {
        when: '6m',
        from: 'Support',
        text: 'Customers ask whether something is wrong.',
        expects: 'Somebody answers with the time of the next update',
      },
    },
    staff: { app: { name: 'The owner', team: 'APP', answers: '2m..5m', says: 'We released a while ago.' } },
    tempting: [{ do: `service.restart ${service}`, hurts: 'The same version starts again.' }],
    hints: ['What changed?', `Roll ${service} back.`],
    bots: {
      naive: [`kubectl rollout restart deployment/${service}`],
      oracle: [{ at: '20s', line: `deploy rollback ${service}` }],
    },
    prompts: [`What did ${page} leave out?`],
    charts: {
      latency: {
        title: 'Time a user waits',
        unit: 'seconds',
        bound: { above: 1, label: 'promise 1 s' },
        about: ['web', service],
        series: [
          { label: 'p99', expr: `histogram_quantile(0.99, sum by (le) (rate(journey_duration_seconds_bucket[1m])))` },
        ],
      },
    },
    access: ['kubectl:read', 'kubectl:write', 'deploy:write'],
    breakers: { budget: 4 },
  };
}

function rules(service: string, page: string, alert: string, title: string) {
  const p99 = 'histogram_quantile(0.99, sum by (le) (rate(journey_duration_seconds_bucket{journey="browse"}[1m])))';
  return {
    groups: [
      {
        name: 'users',
        rules: [
          {
            alert,
            expr: `${p99} > 1`,
            for: '1m',
            labels: { tier: 'page', severity: 'sev2', team: 'APP', owner: 'app-owner', service },
            annotations: {
              summary: title,
              value: 'p99 {{ printf "%.1f" $value }} s',
              normal: '0.3 s',
              impact: 'Visitors wait, and leave.',
              dashboard: 'latency',
              diagnostic: `deploy status ${service}`,
              runbook: page,
              step: '1',
              escalation: 'APP on call',
            },
          },
        ],
      },
    ],
  };
}

/** A page without an id of its own gets one, because alerts link pages by id. */
function withHead(runbook: Runbook, id: string, alert: string): string {
  const body = runbook.source.replace(/^---\r?\n[\s\S]*?\r?\n---\r?\n/, '');
  const front = { id, title: runbook.title, category: 'Incident', owner: runbook.owner, alerts: [alert] };
  return `---\n${stringify(front)}---\n\n${body.trimStart()}`;
}

/** "Checkout hangs, then 503" → "checkout-hangs-then-503". */
function nameOf(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 50)
    .replace(/-+$/, '');
}
