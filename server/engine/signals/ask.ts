import type { SignalName, SignalQueries } from '../../protocol/signals.ts';
import type { World } from '../world.ts';
import { catalogue } from './catalogue.ts';
import { customersHeard } from './customers.ts';
import { openDashboard } from './dashboard.ts';
import { listEvents } from './events.ts';
import { flow } from './flow.ts';
import { searchLogs } from './log-search.ts';
import { metricNames } from './metric-names.ts';
import { queryMetrics } from './metrics-query.ts';
import { visitShop } from './shop.ts';
import { vendorStatus } from './status-page.ts';
import { findTraces, openTrace } from './traces.ts';

type Answers = { [N in SignalName]: (world: World, input: SignalQueries[N]['in']) => SignalQueries[N]['out'] };

/** One function per question. Each is pure: the same world at the same second answers the same, and nothing is stored. */
const ANSWERS: Answers = {
  'logs.search': searchLogs,
  'traces.find': findTraces,
  'trace.open': openTrace,
  'metrics.query': queryMetrics,
  'metrics.names': metricNames,
  'dashboard.open': openDashboard,
  'catalogue.list': catalogue,
  'events.list': listEvents,
  'map.flow': flow,
  'shop.visit': visitShop,
  'customers.heard': customersHeard,
  'status.page': vendorStatus,
};

/** What somebody who looks something up is shown of the world now. Nothing in it tells of faults, seed or future. */
export function ask<N extends SignalName>(
  world: World,
  name: N,
  input: SignalQueries[N]['in'],
): SignalQueries[N]['out'] {
  return ANSWERS[name](world, input);
}
