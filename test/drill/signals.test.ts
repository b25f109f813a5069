import { describe, expect, it } from 'vitest';
import { SIGNALS } from '../../server/drill/signals.ts';
import { engineSimulation } from '../../server/drill/engine-simulation.ts';
import type { Session } from '../../server/drill/session.ts';
import type { SignalName, SignalQueries } from '../../server/protocol/signals.ts';
import { drillOn, ourScenario } from '../support/drill-dsl.ts';

const SEED = 'SECRET-seed-of-this-drill';
const NAMES = Object.keys(SIGNALS) as SignalName[];

function playing(id: string, variant: string): Session {
  const scenario = ourScenario(id, variant);
  const first = scenario.world.faults.find(({ variants }) => variants?.includes(variant) ?? true)!;
  // Words of our own in every secret field: a real one may also be an honest word of the world.
  const canary = {
    ...scenario,
    hypothesis: { ...scenario.hypothesis, private: 'SECRET hypothesis' },
    variant: { ...scenario.variant, title: 'SECRET variant', cause: 'SECRET cause' },
    hints: ['SECRET hint'],
    staff: scenario.staff.map((one) => ({ ...one, says: 'SECRET answer' })),
    injects: scenario.injects.map((one) => ({ ...one, text: 'SECRET inject', expects: 'SECRET expects' })),
    objectives: scenario.objectives.map((one) => ({ ...one, text: 'SECRET objective' })),
    tempting: scenario.tempting.map((one) => ({ ...one, hurts: 'SECRET hurts' })),
    redHerrings: scenario.redHerrings.map((one) => ({ ...one, what: 'SECRET herring', why: 'SECRET why' })),
    world: {
      ...scenario.world,
      surges: scenario.world.surges.map((one) => ({ ...one, why: 'SECRET surge' })),
      faults: scenario.world.faults.map((one) => ({
        ...one,
        title: 'SECRET fault',
        summary: 'SECRET summary',
        cause: 'SECRET cause of the fault',
        deck: { ...one.deck, looksLike: 'SECRET looks', tempts: 'SECRET tempts' },
      })),
    },
  };
  return drillOn(canary, engineSimulation(canary, SEED), SEED).start().after('1m').breaks(first.id).after('7m').session;
}

/** Every question, as far as it can be asked here. */
function everything(session: Session): string {
  const asked: { [N in SignalName]: SignalQueries[N]['in'][] } = {
    'logs.search': [null, 'error' as const].map((level) => ({ service: null, level, text: '', fromS: -3600, toS: 600, limit: 500 })), // prettier-ignore
    'traces.find': [{ service: null, journey: null, minMs: null, failedOnly: false, fromS: -3600, toS: 600 }],
    'trace.open': SIGNALS['traces.find'](session, { service: null, journey: null, minMs: null, failedOnly: true, fromS: 0, toS: 600 }).traces.slice(0, 10), // prettier-ignore
    'metrics.query': [{ expression: '{__name__=~".+"}', fromS: 300, toS: 600 }],
    'metrics.names': [{}],
    'dashboard.open': SIGNALS['catalogue.list'](session, {}).entries.map(({ id: of }) => ({ of, fromS: -600 })),
    'catalogue.list': [{}],
    'events.list': [{ object: null }],
    'map.flow': [{}],
    'shop.visit': (['home', 'search', 'sign-in', 'checkout', 'pay'] as const).map((page) => ({ page })),
    'customers.heard': [{ fromS: 0 }],
    'status.page': [{ thirdParty: 'quillpay' }],
  };
  return JSON.stringify(NAMES.map((name) => asked[name].map((input) => SIGNALS[name](session, input as never))));
}

describe.each([
  ['connection-pool-exhaustion', 'leak'],
  ['bad-deploy', 'missing-variable'],
  ['certificate-expiry', 'leaf-expired'],
])('what can be looked up in %s (%s)', (id, variant) => {
  const session = playing(id, variant);
  const seen = everything(session);

  it('holds nothing that is secret', () => {
    expect(seen.length).toBeGreaterThan(50_000);
    expect(seen).not.toContain('SECRET');
    expect(seen).not.toContain(`"${variant}"`);
    for (const fault of session.scenario.world.faults) expect(seen).not.toContain(fault.id);
  });

  it('tells nothing of the future: no answer is younger than this second', () => {
    const { nowS } = { nowS: session.clock.atS };
    const times = [...seen.matchAll(/"(?:atS|updatedAtS)":(-?\d+(?:\.\d+)?)/g)].map(([, atS]) => Number(atS));
    expect(times.length).toBeGreaterThan(500);
    expect(Math.max(...times)).toBeLessThanOrEqual(nowS);
  });

  it('changes nothing in the world and is the same when asked again', () => {
    const before = JSON.stringify(session.sim.health());
    expect(everything(session)).toBe(seen);
    expect(JSON.stringify(session.sim.health())).toBe(before);
  });
});

describe('what the session adds', () => {
  const session = playing('bad-deploy', 'missing-variable');

  it('to the catalogue are runbooks, charts and alerts of a component', () => {
    const { entries } = SIGNALS['catalogue.list'](session, {});
    const checkout = entries.find(({ id }) => id === 'checkout')!;
    expect(checkout.runbooks.length).toBeGreaterThan(0);
    expect(checkout.alerts).toContain('CheckoutPodsNotReady');
    expect(checkout.charts.length).toBeGreaterThan(0);
    expect(checkout.repository[0]?.version).toBeDefined();
  });

  it('to a dashboard are the changes of its component, for markers', () => {
    const { changes } = SIGNALS['dashboard.open'](session, { of: 'checkout', fromS: -3600 });
    expect(changes.length).toBeGreaterThan(0);
    expect(changes.every(({ target }) => target === 'checkout')).toBe(true);
  });
});
