/** What a seat is in the drill. Authority comes from here and nowhere else. */
export type SeatKind = 'facilitator' | 'breaker' | 'fixer' | 'observer';

/** The incident role a fixer wears; several fixers may share none, one person may wear several. */
export const INCIDENT_ROLES = ['ic', 'ops', 'comms', 'scribe', 'sme', 'support', 'executive'] as const;
export type IncidentRole = (typeof INCIDENT_ROLES)[number];

export const ROLE_NAMES: Record<IncidentRole, string> = {
  ic: 'Incident Commander',
  ops: 'Operations Lead',
  comms: 'Communications Lead',
  scribe: 'Scribe',
  sme: 'Subject-Matter Expert',
  support: 'Support Lead',
  executive: 'Executive Sponsor',
};

/** Who shares one stream of events. Observers sit with the fixers. */
export type Audience = 'fixers' | 'breakers' | 'facilitator';

export function audienceOf(kind: SeatKind): Audience {
  if (kind === 'facilitator') return 'facilitator';
  return kind === 'breaker' ? 'breakers' : 'fixers';
}

export const SEVERITIES = ['sev-0', 'sev-1', 'sev-2', 'sev-3', 'sev-4', 'sev-5'] as const;
export type Severity = (typeof SEVERITIES)[number];
