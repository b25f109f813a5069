import type { VendorStatus } from '../../protocol/signals.ts';
import type { World } from '../world.ts';

/** What a payment vendor's page lists. */
const PARTS = ['API', 'Dashboard', 'Webhooks'] as const;

/**
 * A third party's own status page. It says what they say: that need not be what their callers see, and it is seldom the
 * first to know. An unknown vendor answers like a page that is not there.
 */
export function vendorStatus(world: World, { thirdParty }: { thirdParty: string }): VendorStatus {
  const spec = (world.spec.thirdParties ?? []).find(({ id }) => id === thirdParty);
  if (spec === undefined) {
    const none = { vendor: thirdParty, url: '', says: 'There is no such status page.', components: [], history: [] };
    return { atS: world.nowS, ...none, state: 'operational', updatedAtS: 0 };
  }
  const { page } = world.thirdParties.find(({ id }) => id === thirdParty)!;
  return {
    atS: world.nowS,
    vendor: spec.vendor,
    url: spec.statusPage.url,
    state: page.state,
    says: page.says,
    updatedAtS: page.updatedAtS,
    components: PARTS.map((name) => ({ name, state: name === 'API' ? page.state : 'operational' })),
    // Only what they admitted is an incident.
    history: page.state === 'operational' ? [] : [{ atS: page.updatedAtS, text: page.says }],
  };
}
