import { nextDue } from './agenda.ts';
import { happen } from './due.ts';
import { settleFaults } from './fault.ts';
import { runStation } from './services/admit.ts';
import { arrive, smoothJourneys } from './services/arrivals.ts';
import { runAutoscalers } from './services/autoscaler.ts';
import { probeAll } from './services/balancer.ts';
import { runBreakers } from './services/breaker.ts';
import { scheduleRetries } from './services/answer-users.ts';
import { capacityPass, smoothStation } from './services/capacity.ts';
import { expireCalls, expireUsers } from './services/expire.ts';
import { handUpAnswers } from './services/answers.ts';
import { stepPods } from './services/lifecycle.ts';
import { openSecond } from './services/queue.ts';
import { stepRollouts } from './services/rollout.ts';
import { runDatabases } from './services/run-databases.ts';
import { runJobs } from './services/run-jobs.ts';
import { smoothThirdParties, stepThirdParties } from './services/third-party.ts';
import { openStores, settleStores } from './services/stores.ts';
import { sample } from './telemetry/record.ts';
import { SAMPLE_S } from './telemetry/series.ts';
import type { World } from './world.ts';

/**
 * One simulated second, [nowS, nowS + 1). The order is part of the model: lifecycle, database and jobs, capacity (callees
 * first), demand (callers first, answers go up at once), what got too old, then smoothing, scaling and sampling.
 */
export function tick(world: World): void {
  for (let due = nextDue(world.agenda, world.nowS); due !== null; due = nextDue(world.agenda, world.nowS))
    happen(world, due);
  stepRollouts(world);
  stepPods(world);
  probeAll(world);
  openStores(world);
  runDatabases(world);
  runJobs(world);
  if (world.thirdParties.length > 0) stepThirdParties(world);
  openQueues(world);
  capacityPass(world);
  arrive(world);
  demandPass(world);
  expireCalls(world);
  expireUsers(world);
  handUpAnswers(world, world.order.length - 1);
  scheduleRetries(world);
  endSecond(world);
  world.nowS++;
  runAutoscalers(world);
  if (world.nowS % SAMPLE_S === 0) sample(world);
  if (world.raised.length > 0) settleFaults(world);
}

function openQueues(world: World): void {
  const { services, nowS } = world;
  for (let s = 0; s < services.length; s++) {
    const { stations } = services[s]!;
    for (let i = 0; i < stations.length; i++) {
      const station = stations[i]!;
      openSecond(station.queue, nowS);
      if (station.pool !== null) openSecond(station.pool.queue, nowS);
    }
  }
}

function demandPass(world: World): void {
  const { order, services } = world;
  for (let o = 0; o < order.length; o++) {
    const service = services[order[o]!]!;
    for (let i = 0; i < service.stations.length; i++) {
      const station = service.stations[i]!;
      if (station.size > 0) runStation(world, service, station);
    }
    handUpAnswers(world, o);
  }
}

function endSecond(world: World): void {
  const { services } = world;
  for (let s = 0; s < services.length; s++) {
    const service = services[s]!;
    for (let i = 0; i < service.stations.length; i++) smoothStation(world, service, service.stations[i]!);
  }
  if (world.thirdParties.length > 0) smoothThirdParties(world);
  settleStores(world);
  runBreakers(world);
  smoothJourneys(world);
}
