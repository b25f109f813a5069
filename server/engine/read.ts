/** The front door for reading the world: tools, projections, runbook checks. Pure, and free while nobody asks. */
export { calls, thirdParties } from './services/read-calls.ts';
export { certificates, endpoint } from './services/read-edge.ts';
export { caches } from './services/read-cache.ts';
export { disks } from './services/read-disk.ts';
export { resolveName } from './services/read-names.ts';
export { nodes } from './services/read-node.ts';
export { queues } from './services/read-queue.ts';
export { replicas } from './services/read-replica.ts';
export { blockingPids, databaseSettings, locks, sessions } from './services/read-database.ts';
export { poolers } from './services/read-pooler.ts';
export { configOf, deployments, pods } from './services/read-services.ts';
export { events, faults, flags, health, impact, jobs, slos } from './services/read-world.ts';
