import type { ThirdPartyView } from '../../inspect-platform.ts';
import type { World } from '../../world.ts';
import { isoTime } from '../when.ts';

const INDICATORS = { operational: 'none', degraded: 'minor', outage: 'major' } as const;
const COMPONENT = { operational: 'operational', degraded: 'degraded_performance', outage: 'major_outage' } as const;

/** A vendor's status page: `/api/v2/status.json`, `/api/v2/summary.json` as Statuspage serves them, else the page. */
export function statusPage(
  world: World,
  { id, vendor, statusPage: page }: ThirdPartyView,
  path: string,
): { status: number; body: string; type: string } {
  const updated = isoTime(world.spec.startsAtMs + page.updatedAtS * 1000).replace('Z', '.000Z');
  const about = { id, name: vendor, url: page.url, time_zone: 'Etc/UTC', updated_at: updated };
  const status = { indicator: INDICATORS[page.state], description: page.says };
  const plain = path.split('?')[0]!;
  const json = (value: unknown) => ({
    status: 200,
    body: JSON.stringify(value),
    type: 'application/json; charset=utf-8',
  });
  const components = ['API', 'Dashboard', 'Webhooks'].map((name) => ({
    name,
    status: name === 'API' ? COMPONENT[page.state] : 'operational',
    updated_at: updated,
  }));
  const incidents = page.state === 'operational' ? [] : [{ name: page.says, status: 'investigating', impact: INDICATORS[page.state], created_at: updated, updated_at: updated }]; // prettier-ignore
  switch (plain) {
    case '/api/v2/status.json':
      return json({ page: about, status });
    case '/api/v2/summary.json':
      return json({ page: about, components, incidents, scheduled_maintenances: [], status });
    case '/api/v2/components.json':
      return json({ page: about, components });
    case '/api/v2/incidents.json':
    case '/api/v2/incidents/unresolved.json':
      return json({ page: about, incidents });
    case '/':
      return {
        status: 200,
        body: `<!DOCTYPE html>\n<html><head><title>${vendor} Status</title></head>\n<body><h1>${vendor}</h1><p class="status">${page.says}</p><p>Updated ${updated}</p></body></html>\n`,
        type: 'text/html; charset=utf-8',
      };
    default:
      return {
        status: 404,
        body: '<html><body><h1>404 Not Found</h1></body></html>\n',
        type: 'text/html; charset=utf-8',
      };
  }
}
