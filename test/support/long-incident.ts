import type { Simulation } from '../../server/drill/simulation.ts';
import type { SloView } from '../../server/engine/inspect.ts';
import type { CustomerVoice, SignalQueries } from '../../server/protocol/signals.ts';
import { scripted } from './scripted-simulation.ts';
import { alertEffect } from './stage.ts';

/** A page that fires and a promise that is broken from 01:00 until it is over: cheap, for drills of many minutes. */
export function longIncident({ overS = 3600 } = {}): Simulation {
  const slo = (breached: boolean): SloView => ({
    id: 'checkout',
    title: 'Checkouts succeed',
    journey: 'checkout',
    objective: 0.99,
    good: breached ? 0.4 : 1,
    breached,
    sinceS: null,
  });
  const world = scripted({
    at: {
      55: [{ kind: 'slo', slo: 'checkout', breached: true, value: 0.4 }],
      60: [alertEffect('firing', 60)],
      [overS]: [alertEffect('resolved', overS), { kind: 'slo', slo: 'checkout', breached: false, value: 1 }],
    },
    on: (input, atS) => {
      if (input.kind === 'alert.ack') return [alertEffect('acked', atS, { seat: input.seat })];
      if (input.kind !== 'act') return [];
      return [{ kind: 'acted', action: input.action, seat: input.seat, ok: true, message: 'done' }];
    },
    slos: (atS) => [slo(atS >= 55 && atS < overS)],
    health: (atS) => [
      { id: 'checkout', kind: 'service', health: atS < 55 ? 'healthy' : 'degraded', detail: '', dependsOn: [] },
    ],
    query: { 'holders > 3': () => [{ labels: {}, value: 4 }] },
    tools: {
      psql: () => ({ stdout: '1 row\n' }),
      restart: () => ({ actions: [{ do: 'db.restart', db: 'orders' }] }),
    },
  });
  const ask = ((name: string, input: { fromS: number }) =>
    name === 'customers.heard' ? heard(world.atS(), input.fromS) : { entries: [] }) as Simulation['ask'];
  return { ...world, ask };
}

/** Somebody writes every half minute since the page. */
function heard(nowS: number, fromS: number): SignalQueries['customers.heard']['out'] {
  const voices = Array.from({ length: 200 }, (_, n): CustomerVoice => {
    return {
      id: `v${n}`,
      atS: 60 + n * 30,
      via: 'ticket',
      from: 'K.',
      text: `It hangs, try ${n}.`,
      journey: 'checkout',
    };
  }).filter(({ atS }) => atS >= fromS && atS <= nowS);
  return { voices, total: voices.length };
}
