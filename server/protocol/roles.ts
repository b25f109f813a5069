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

/** Who shares one stream of events. Observers see what fixers see, and their assessment sheets beside it. */
export const AUDIENCES = ['fixers', 'observers', 'breakers', 'facilitator'] as const;
export type Audience = (typeof AUDIENCES)[number];

export function audienceOf(kind: SeatKind): Audience {
  switch (kind) {
    case 'facilitator':
      return 'facilitator';
    case 'breaker':
      return 'breakers';
    case 'observer':
      return 'observers';
    case 'fixer':
      return 'fixers';
  }
}

export const SEVERITIES = ['sev-0', 'sev-1', 'sev-2', 'sev-3', 'sev-4', 'sev-5'] as const;
export type Severity = (typeof SEVERITIES)[number];
