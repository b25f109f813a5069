export type { AlertInstance, AlertingState, AlertTransition, Page, Severity, Tier } from './alert.ts';
