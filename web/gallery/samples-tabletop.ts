import type { AlertView, ChartSpec, MapNodeView, RoomView, SeatView } from '../../server/protocol/room.ts';
import type { RoundNotesView, RoundView, TabletopView } from '../../server/protocol/tabletop.ts';
import type { DrillState } from '../state/drill.svelte.ts';
import { errors, p99, xs } from './samples.ts';

/** A made-up tabletop: the shapes that a real one takes, at their longest. */
const STARTS_AT_MS = Date.UTC(2026, 2, 10, 14);

const charts: ChartSpec[] = [
  {
    id: 'p99',
    title: 'Checkout p99',
    unit: 'seconds',
    bound: { value: 2, label: 'bound 2 s', bad: 'above' },
    stacked: false,
    series: [{ label: 'p99' }],
    about: ['checkout'],
  },
  {
    id: 'errors',
    title: 'Checkouts that fail',
    unit: 'percent',
    bound: { value: 1, label: 'bound 1 %', bad: 'above' },
    stacked: false,
    series: [{ label: 'fail' }],
    about: ['checkout'],
  },
];

const people = ['Anna', 'Ravi', 'Ilse', 'Tom', 'Mei', 'Joost', 'Sara', 'Bo'];
const fixers: SeatView[] = Array.from({ length: 30 }, (_, i) => ({
  id: `s${i}`,
  kind: 'fixer',
  name: people[i] ?? `Person ${i + 1}`,
  roles: [],
  state: 'here',
  ready: true,
  vote: null,
}));
const lena: SeatView = {
  id: 'f',
  kind: 'facilitator',
  name: 'Lena',
  roles: [],
  state: 'here',
  ready: true,
  vote: null,
};

const map: MapNodeView[] = [
  { id: 'edge', kind: 'edge', health: 'healthy', detail: '', dependsOn: ['web'] },
  { id: 'web', kind: 'service', health: 'healthy', detail: 'p99 30 s', dependsOn: ['search', 'accounts', 'checkout'] },
  { id: 'search', kind: 'service', health: 'healthy', detail: '', dependsOn: [] },
  { id: 'accounts', kind: 'service', health: 'healthy', detail: '', dependsOn: ['orders'] },
  { id: 'checkout', kind: 'service', health: 'degraded', detail: '47 wait, pool 4 of 4', dependsOn: ['orders'] },
  { id: 'orders', kind: 'database', health: 'healthy', detail: '177 of 180 sessions', dependsOn: [] },
];

const alert = (fingerprint: string, severity: AlertView['severity'], summary: string): AlertView => ({
  fingerprint,
  rule: summary,
  tier: 'page',
  severity,
  state: 'firing',
  summary,
  value: '30 s',
  normal: '0.4 s',
  labels: {},
  sinceS: 380,
  firedAtS: 380,
  resolvedAtS: null,
  ack: null,
  escalated: null,
  pages: 1,
  lastPageAtS: 380,
  forS: 60,
  payload: { impact: '', verify: null, diagnostic: null, firstStep: null, changed: [], call: '', team: 'API' },
});

const evidence: RoundView['evidence'] = {
  charts: ['p99', 'errors'],
  logs: [
    ...Array.from({ length: 9 }, (_, i) => ({
      atS: 520 + i,
      service: 'checkout',
      level: 'info',
      text: 'POST /pay 200 412 ms',
    })),
    { atS: 531, service: 'checkout', level: 'error', text: 'connection not available, timed out after 30000 ms' },
    { atS: 531, service: 'checkout', level: 'warn', text: 'pool orders: total 4, active 4, idle 0, waiting 47' },
    { atS: 532, service: 'orders', level: 'info', text: 'cpu 13 %, slow queries 0' },
  ],
  map: true,
  alerts: ['a1', 'a2'],
};

const option = (id: string, text: string, votes: number, lines: string[] = []): RoundView['options'][number] => ({
  id,
  text,
  lines,
  by: id.startsWith('t') ? 'table' : 'scenario',
  votes: fixers.slice(0, votes).map((seat) => seat.id),
  hands: 0,
});

const first: RoundView = {
  number: 1,
  atS: 380,
  title: 'The first page',
  situation: 'It is 14:06. Checkout became slow within two minutes, nothing was released.',
  inject: null,
  evidence: { ...evidence, alerts: ['a1'] },
  question: 'Who does what in the first three minutes?',
  timer: { lengthS: 300, endsAtMs: null, leftS: 120 },
  options: [option('o1', 'Restart checkout', 3, ['kubectl rollout restart deployment/checkout'])],
  notes: [],
  decision: { option: 'o1', text: 'Restart checkout', reason: 'it helped last time', atS: 380 },
  applied: {
    lines: [
      {
        line: 'kubectl rollout restart deployment/checkout',
        exitCode: 0,
        output: 'deployment.apps/checkout restarted',
      },
    ],
  },
};

const second: RoundView = {
  number: 2,
  atS: 540,
  title: 'Support calls',
  situation:
    'Checkout hangs for 30 seconds, then gives up. Support has three customers whose spinner never ends. The database dashboard is green.',
  inject: {
    from: 'Support, Petra',
    text: 'Three customers in the queue, all the same: the spinner never ends. One of them paid twice. What do I tell them?',
  },
  evidence,
  question: 'Orders looks healthy and checkout waits for it. What do you look at first, and what do you not touch yet?',
  timer: { lengthS: 300, endsAtMs: null, leftS: 161 },
  options: [
    option('o1', 'Ask the database who holds the connections', 12, [
      'psql -h orders -c "select application_name, state, count(*) from pg_stat_activity group by 1, 2"',
    ]),
    option('o2', 'Restart orders', 3, ['kubectl rollout restart statefulset/orders']),
    option('o3', 'Scale checkout up', 1, ['kubectl scale deployment/checkout --replicas 12']),
    option('o4', 'Stop the report', 0, ['kubectl scale deployment/reports --replicas 0']),
    option('o5', 'Write to the status page and wait for more customers to call before anything is touched', 0),
    option('t6', 'Take the newsletter back', 2),
  ],
  notes: [
    { id: 'w1', seat: 's1', text: 'Who would know what the report does at this hour?' },
    { id: 'w2', seat: 'f', text: 'Nobody named an incident commander yet.' },
  ],
  decision: { option: null, text: 'Do not restart orders.', reason: 'it holds what the customers paid for', atS: 540 },
  applied: null,
};

const notes: RoundNotesView[] = [1, 2].map((number) => ({
  number,
  expected: [
    { id: 'e1', text: 'Somebody takes command and says so.', mark: 'met' },
    { id: 'e2', text: 'They ask who holds the connections before anything is restarted.', mark: 'partly' },
    { id: 'e3', text: 'Support gets words for the customers, with a time of the next update.', mark: null },
  ],
  background: [
    'The export keeps 150 connections in open transactions; checkout gets what is left.',
    'Ask: what would make this worse if you did it now?',
    'Ask: who outside this room must know?',
  ],
  next: { atS: 814, text: 'Checkouts answer 503: the pool has given up waiting.' },
}));

const tabletop: TabletopView = { rounds: [first, second], about: 7 };

const view: RoomView = {
  head: {
    id: 'sample',
    cover: 'Copper Kettle',
    mode: 'tabletop',
    startsAtMs: STARTS_AT_MS,
    timeboxS: 3600,
    hypothesis: '',
    briefing: 'You are on call for a shop for kettles. It is Tuesday, 14:00 UTC.',
    joinCode: 'copper-kettle-42',
    charts,
  },
  clock: { state: 'paused', atS: 540, speed: 1, reason: null },
  seats: [lena, ...fixers],
  incident: null,
  alerts: [alert('a1', 'sev-2', 'Checkout takes 30 s'), alert('a2', 'sev-3', 'Checkout waits for connections')],
  messages: [],
  facts: [],
  decisions: [],
  changes: [{ id: 'c1', atS: -500, kind: 'config', target: 'checkout', summary: '', author: 'mkern', diff: null }],
  map,
  runbooks: [],
  evidence: [],
  hints: [],
  actions: [],
  notices: [],
  control: { lead: 'f', locked: false, timeboxS: 3600, planHash: null, branchOf: null, continuedAs: null },
  tabletop,
};

/** What the tabletop's parts read of a drill, without a server behind it; commands go nowhere. */
export function sampleTabletop(seat: 'facilitator' | 'fixer', rounds = 2): DrillState {
  const seatId = seat === 'facilitator' ? 'f' : 's20';
  const truth = {
    scenario: { id: 'connection-pool-exhaustion', variant: 'report', seed: 'sample' },
    rounds: notes,
    hints: [{ number: 1, text: 'Who else uses the database?', givenAtS: null, costS: 120 }],
    injects: [],
    checkpoints: [],
  };
  const shown = { ...tabletop, rounds: tabletop.rounds.slice(0, rounds) };
  const sample = {
    view: { ...view, tabletop: shown, ...(seat === 'facilitator' ? { truth } : {}) },
    seatId,
    seat: view.seats.find(({ id }) => id === seatId),
    isFixer: seat === 'fixer',
    link: 'live',
    atS: 540,
    readOnly: false,
    telemetry: { version: 1, times: [...xs], values: [[...p99], [...errors]] },
    nameOf: (id: string) => view.seats.find((one) => one.id === id)?.name ?? '',
    send: () => Promise.resolve({ ok: true, result: undefined }),
  };
  return sample as unknown as DrillState;
}
