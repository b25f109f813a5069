/** The front door for reading the world: tools, projections, runbook checks. Pure, and free while nobody asks. */
export { certificates, endpoint } from './services/read-edge.ts';
export { blockingPids, databaseSettings, locks, sessions } from './services/read-database.ts';
export { configOf, deployments, pods } from './services/read-services.ts';
export { events, faults, flags, health, impact, jobs, slos } from './services/read-world.ts';
