import { ROLE_NAMES, type IncidentRole } from '../protocol/roles.ts';
import type { Condition } from '../scenario/scenario.ts';
import { assertNever } from './assert-never.ts';

const SAID = {
  declare: 'the incident is declared',
  can: 'a CAN update was sent',
  allclear: 'the all-clear was given',
  decision: 'a decision was recorded',
  hypothesis: 'a hypothesis was stated',
};

/** A condition as a facilitator reads it: "checkout is out of bound for 4 min". */
export function conditionWords(condition: Condition): string {
  if ('ran' in condition)
    return condition.before ? `${condition.ran} ran before ${spoken(condition.before)}` : `${condition.ran} ran`;
  if ('acted' in condition) return `${spoken(condition.acted)} was done`;
  if ('notActed' in condition) return `${spoken(condition.notActed)} was not done`;
  if ('slo' in condition) {
    const state = condition.state === 'breached' ? 'out of bound' : 'back in bound';
    return `${condition.slo} is ${state}${durationWords(condition.forS)}`;
  }
  if ('metric' in condition) return `${condition.metric}${durationWords(condition.forS)}`;
  if ('role' in condition) return `${roleName(condition.role)} is filled`;
  if ('vacant' in condition) return `nobody is ${roleName(condition.vacant)}`;
  if ('said' in condition) return SAID[condition.said];
  if ('acked' in condition) return 'a page was acknowledged';
  if ('elapsedS' in condition) return `${minutes(condition.elapsedS)} have passed`;
  if ('all' in condition) return condition.all.map(conditionWords).join(' and ');
  if ('any' in condition) return condition.any.map(conditionWords).join(' or ');
  return assertNever(condition);
}

/** An action's name as one would type it: "deploy.halt checkout" → "deploy halt checkout". */
function spoken(action: string): string {
  return action.replace('.', ' ');
}

function durationWords(forS: number | undefined): string {
  return forS ? ` for ${minutes(forS)}` : '';
}

function minutes(seconds: number): string {
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}

function roleName(role: string): string {
  return role in ROLE_NAMES ? ROLE_NAMES[role as IncidentRole] : role;
}
