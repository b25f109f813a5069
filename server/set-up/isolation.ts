import type { Isolation } from '../protocol/set-up.ts';

/** What of the configuration could make something leave this machine, or let somebody read. */
export interface IsolationFacts {
  /** PostgreSQL's URL, or null for the embedded database. */
  databaseUrl: string | null;
  runbooksDir: string | null;
}

const HERE = ['localhost', '127.0.0.1', '[::1]', ''];

/**
 * What leaves this server, from its configuration alone: no code path of Drillbook pages, mails or calls anybody. A working
 * tree is on this machine; Drillbook commits there and never pushes.
 */
export function isolationOf({ databaseUrl, runbooksDir }: IsolationFacts): Isolation {
  const host = databaseUrl === null ? '' : hostOf(databaseUrl);
  const outgoing = HERE.includes(host)
    ? []
    : [{ what: 'Drills are kept in your own database', to: host, switchedOnBy: 'DATABASE_URL' }];
  return {
    sentence: sentenceOf(outgoing, runbooksDir),
    outgoing,
    incoming: [
      {
        what: 'A Prometheus may read a drill’s metrics, once its facilitator has made an address',
        path: '/api/drills/:id/metrics',
      },
    ],
  };
}

function sentenceOf(outgoing: Isolation['outgoing'], runbooksDir: string | null): string {
  const [first] = outgoing;
  const leaves = first
    ? `Nothing leaves this server but to your database on ${first.to}: no pages, mails or calls.`
    : 'Nothing leaves this server: no pages, mails or calls.';
  return runbooksDir === null
    ? leaves
    : `${leaves} Accepted runbook edits are committed on this machine and never pushed.`;
}

/** Without user and password, which a URL may hold. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : '';
}
