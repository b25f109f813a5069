import type { TimelineLane } from '../charts/timeline-model.ts';

/** Made-up series of one drill: seconds −1500 to 872, one sample every five. No chance: the wiggle is a fixed pattern. */
const wiggle = (i: number) => ((i * 7919) % 23) / 23 - 0.5;

export const xs = Float64Array.from({ length: 475 }, (_, i) => -1500 + i * 5);

const ramp = (x: number, from: number, to: number) => Math.min(1, Math.max(0, (x - from) / (to - from)));

export const p99 = xs.map((x, i) =>
  Math.min(30, 0.4 + wiggle(i) * 0.1 + 30 * ramp(x, 300, 460) ** 2.2 + (x > 470 ? wiggle(i) * 0.1 : 0)),
);
export const errors = xs.map((x, i) =>
  Math.max(0, 0.1 + wiggle(i) * 0.05 + 6.1 * ramp(x, 540, 900) ** 0.5 + (x > 560 ? wiggle(i) * 0.3 : 0)),
);
export const idleInTransaction = xs.map((x, i) => 4 + wiggle(i) + 146 * ramp(x, 180, 540));
export const idle = xs.map((x, i) => 82 - 82 * ramp(x, 300, 640) + (x < 600 ? wiggle(i) * 5 : 0));
export const active = xs.map((_, i) => 22 + wiggle(i) * 4);
export const cpu = xs.map((x, i) => 34 - 23 * ramp(x, 240, 500) + wiggle(i) * 3);

export const lanes: TimelineLane[] = [
  {
    id: 'truth',
    label: 'Truth',
    entries: [],
    spans: [
      {
        id: 't1',
        fromS: 180,
        toS: 1390,
        label: 'report holds connections',
        detail: 'the export keeps 150 connections in open transactions',
        look: 'hot',
      },
      { id: 't2', fromS: 1390, toS: 1560, label: 'draining', detail: 'the sessions close', look: 'quiet' },
    ],
  },
  {
    id: 'alerts',
    label: 'Alerts',
    entries: [
      { id: 'a1', atS: 380, icon: 'triangle', tone: 'warn', detail: 'SEV-2 CheckoutLatencyHigh pages' },
      { id: 'a2', atS: 504, icon: 'ring-tick', tone: 'plain', detail: 'acknowledged by Operations after 02:04' },
      { id: 'a3', atS: 636, icon: 'diamond', tone: 'note', detail: 'SEV-3 OrdersConnectionsNearLimit' },
      { id: 'a4', atS: 720, icon: 'diamond', tone: 'note', detail: 'SEV-3 CheckoutPoolPending' },
      { id: 'a5', atS: 814, icon: 'octagon', tone: 'bad', detail: 'SEV-1 CheckoutErrorsHigh pages' },
      {
        id: 'a6',
        atS: 906,
        icon: 'ring-tick',
        tone: 'plain',
        label: '503 acknowledged',
        detail: 'acknowledged by Operations after 01:32',
      },
      { id: 'a7', atS: 1638, icon: 'dot', tone: 'ok', label: 'clear', detail: 'all alerts resolved' },
    ],
  },
  {
    id: 'commands',
    label: 'Commands',
    entries: [
      { id: 'c1', atS: 604, icon: 'right', tone: 'plain', detail: 'psql: who holds connections' },
      { id: 'c2', atS: 706, icon: 'right', tone: 'plain', detail: 'kubectl get pods' },
      { id: 'c3', atS: 834, icon: 'right', tone: 'plain', detail: 'psql: who holds connections' },
      {
        id: 'c4',
        atS: 1044,
        icon: 'block-cross',
        tone: 'bad',
        label: 'permission missing',
        detail: 'pg_terminate_backend refused',
      },
      {
        id: 'c5',
        atS: 1380,
        icon: 'right',
        tone: 'plain',
        label: 'terminate',
        detail: 'pg_terminate_backend for reports-export',
      },
      { id: 'c6', atS: 1674, icon: 'right', tone: 'plain', label: 'job paused', detail: 'export paused' },
    ],
  },
  {
    id: 'decisions',
    label: 'Decisions',
    entries: [
      { id: 'd1', atS: 534, icon: 'flag', tone: 'plain', label: 'SEV-2', detail: 'incident declared, SEV-2' },
      { id: 'd2', atS: 736, icon: 'flag', tone: 'plain', label: 'D1', detail: 'D1 do not restart orders' },
      { id: 'd3', atS: 940, icon: 'flag', tone: 'plain', label: 'D2 SEV-1', detail: 'D2 raised to SEV-1' },
      {
        id: 'd4',
        atS: 1320,
        icon: 'flag',
        tone: 'plain',
        label: 'D3 end the holders',
        detail: 'D3 end the holders, oldest first',
      },
      { id: 'd5', atS: 2050, icon: 'flag', tone: 'plain', label: 'all clear', detail: 'all clear' },
    ],
  },
  {
    id: 'channel',
    label: 'Channel',
    entries: [
      { id: 'm1', atS: 750, icon: 'chat', tone: 'live', label: 'CAN 1', detail: 'CAN update 1' },
      { id: 'm2', atS: 1050, icon: 'chat', tone: 'live', label: 'CAN 2', detail: 'CAN update 2' },
      { id: 'm3', atS: 1720, icon: 'chat', tone: 'live', label: 'CAN 3', detail: 'CAN update 3' },
      { id: 'm4', atS: 2050, icon: 'chat', tone: 'live', detail: 'CAN update 4' },
    ],
    spans: [
      {
        id: 'g1',
        fromS: 1180,
        toS: 1690,
        label: 'no update for 11 min',
        detail: 'no update was given; five minutes had been agreed',
        look: 'gap',
      },
    ],
  },
];

export const services = [
  { id: 'web', health: 'degraded', detail: 'slow' },
  { id: 'checkout', health: 'down', detail: '503 6.2 %' },
  { id: 'search', health: 'healthy', detail: '' },
  { id: 'orders', health: 'degraded', detail: '177/180' },
  { id: 'reports', health: 'healthy', detail: 'job runs' },
  { id: 'payments-gateway', health: 'healthy', detail: '' },
] as const;

export const calls = [
  { from: 'web', to: 'checkout' },
  { from: 'web', to: 'search' },
  { from: 'checkout', to: 'orders' },
  { from: 'checkout', to: 'payments-gateway' },
  { from: 'reports', to: 'orders' },
];

export const patch = ` - [ ] psql access to orders (read)
+- [ ] role pg_signal_backend on orders: check with
+      SELECT pg_has_role('pg_signal_backend', 'member');
-3. End the holders.
+3. End the holders, oldest first. Refused? Page the DBA
+   at once, do not wait for a second try.`;

export const markdown = `## Scope

Handles: checkout requests **wait** for a connection and end in \`503\` after 30 s. See [RUN-007](/runbooks/RUN-007) or [the manual](https://www.postgresql.org/docs/).

1. Look for sessions *idle in transaction*
2. End the oldest first

- psql access to orders
- kubectl access to \`shop\`

\`\`\`sh
psql -h orders -c "SELECT application_name, state, count(*) FROM pg_stat_activity GROUP BY 1, 2"
\`\`\`

> A restart drops every session and the evidence.

| Pool | Used | Limit |
|---|--:|--:|
| orders | 177 | 180 |
`;
