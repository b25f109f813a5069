import type { SignalName, SignalQueries } from '../protocol/signals.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { changeView } from './project/view.ts';
import type { Session } from './session.ts';

type Answers = { [N in SignalName]: (session: Session, input: SignalQueries[N]['in']) => SignalQueries[N]['out'] };

/**
 * Answers to what responders look up. Most comes from the world alone; the session adds the changes that everybody sees, and
 * the scenario its runbooks, charts and alerts. There is nothing for one audience here that the other may not have.
 */
export const SIGNALS: Answers = {
  'logs.search': fromWorld('logs.search'),
  'traces.find': fromWorld('traces.find'),
  'trace.open': fromWorld('trace.open'),
  'metrics.query': fromWorld('metrics.query'),
  'metrics.names': fromWorld('metrics.names'),
  'dashboard.open': (session, input) => ({
    ...session.sim.ask('dashboard.open', input),
    changes: session.changes.filter(({ target, atS }) => target === input.of && atS >= input.fromS).map(changeView),
  }),
  'catalogue.list': (session, input) => ({
    entries: session.sim.ask('catalogue.list', input).entries.map((entry) => ({
      ...entry,
      ...knownAbout(session.scenario, entry.id),
    })),
  }),
  'events.list': fromWorld('events.list'),
  'map.flow': fromWorld('map.flow'),
  'shop.visit': fromWorld('shop.visit'),
  'customers.heard': fromWorld('customers.heard'),
  'status.page': fromWorld('status.page'),
};

function fromWorld<N extends SignalName>(name: N): Answers[N] {
  return (({ sim }: Session, input: SignalQueries[N]['in']) => sim.ask(name, input)) as Answers[N];
}

/** Runbooks, charts of the room and alerts that name a component. */
function knownAbout({ runbooks, charts, rules }: Scenario, id: string) {
  return {
    runbooks: runbooks
      .filter(({ services }) => services.includes(id))
      .map((book) => ({ id: book.id, title: book.title })),
    charts: charts
      .filter(({ spec }) => spec.about.includes(id))
      .map(({ spec }) => ({ id: spec.id, title: spec.title })),
    alerts: rules.filter(({ expr }) => expr.includes(JSON.stringify(id))).map(({ name }) => name),
  };
}
