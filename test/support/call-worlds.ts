import type { ServiceSpec, WorldSpec } from '../../server/engine/spec.ts';
import { autoscalingWorld, fault, referenceWorld } from './reference-world.ts';

/**
 * Variant "storm": searches that time out after one second are tried three times by web and again by users. A trigger of a
 * minute is enough: the queue is longer than the timeout, so all work is done for callers who have gone.
 */
export function stormWorld(): WorldSpec {
  const spec = referenceWorld();
  const web = serviceOf(spec, 'web');
  const search = serviceOf(spec, 'search');
  Object.assign(web, { slots: 700, admission: true });
  Object.assign(web.config, { SEARCH_TIMEOUT_MS: '1000', SEARCH_RETRIES: '2' });
  Object.assign(web.calls[0]!, {
    timeoutS: 1,
    retries: 2,
    env: { timeoutMs: 'SEARCH_TIMEOUT_MS', retries: 'SEARCH_RETRIES' },
  });
  Object.assign(search, { maxQueue: 1400, versions: { '4.8.1': { timeS: 0.03, cpuS: 0.02 } } });
  for (const journey of spec.journeys) if (journey.id === 'browse') journey.clientRetries.share = 0.7;
  spec.faults.push(
    fault('trigger', 'An index rebuild slows search for a minute', {
      initial: 'idle',
      states: {
        idle: { on: { BREAK: 'slow' } },
        slow: {
          entry: [{ type: 'service.slow', params: { service: 'search', factor: 2.2 } }],
          exit: [{ type: 'service.slow', params: { service: 'search', factor: 1 } }],
          after: { 60_000: 'over' },
        },
        over: { type: 'final' },
      },
    }),
  );
  return spec;
}

/** Variant "vendor": paying asks a payment provider, which grows slow and says nothing of it. */
export function vendorWorld(): WorldSpec {
  const spec = referenceWorld();
  const checkout = serviceOf(spec, 'checkout');
  spec.thirdParties = [
    {
      id: 'quillpay',
      host: 'api.quillpay.example',
      vendor: 'Quillpay',
      latencyS: 0.2,
      errorShare: 0,
      statusPage: { url: 'https://status.quillpay.example', says: 'All systems operational' },
    },
  ];
  spec.flags.push({ id: 'pay-with-quillpay', on: true, what: 'cards through Quillpay', owner: 'jtsimmons' });
  checkout.slots = 12;
  Object.assign(checkout.config, { QUILLPAY_TIMEOUT_MS: '3000', QUILLPAY_RETRIES: '1', QUILLPAY_BREAKER: 'off' });
  checkout.calls.push({
    to: 'quillpay',
    journeys: ['pay'],
    timeoutS: 3,
    retries: 1,
    backoffS: 1,
    cancelOnTimeout: true,
    flag: 'pay-with-quillpay',
    fallback: true,
    breaker: { errorShare: 0.5, minRate: 0.2, openS: 20 },
    env: { timeoutMs: 'QUILLPAY_TIMEOUT_MS', retries: 'QUILLPAY_RETRIES', breaker: 'QUILLPAY_BREAKER' },
  });
  spec.faults.push(
    fault('sick', 'The payment provider takes 45 times as long', {
      initial: 'idle',
      states: {
        idle: { on: { BREAK: 'sick' } },
        sick: {
          entry: [
            { type: 'thirdParty.set', params: { thirdParty: 'quillpay', latencyS: 9, errorShare: 0.05, rampS: 60 } },
          ],
          on: { STOP: 'well' },
        },
        well: {
          type: 'final',
          entry: [
            { type: 'thirdParty.set', params: { thirdParty: 'quillpay', latencyS: 0.2, errorShare: 0, rampS: 30 } },
          ],
        },
      },
    }),
  );
  return spec;
}

function serviceOf(spec: WorldSpec, id: string): ServiceSpec {
  return spec.services.find((service) => service.id === id)!;
}

/** Variant "pooler": checkout's pools connect to a pgbouncer of `poolSize` server connections, which takes `maxClientConn` clients. */
export function poolerWorld(poolSize = 40, maxClientConn = 400): WorldSpec {
  const spec = autoscalingWorld();
  spec.databases[0]!.pooler = {
    id: 'orders-pooler',
    host: 'orders-pooler.internal',
    port: 6432,
    maxClientConn,
    poolSize,
  };
  return spec;
}
