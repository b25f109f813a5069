import { describe, expect, it } from 'vitest';
import { customersHeard } from '../../../server/engine/signals/customers.ts';
import { visitShop } from '../../../server/engine/signals/shop.ts';
import { browserWords } from '../../../server/engine/signals/shop-texts.ts';
import type { ShopAnswer } from '../../../server/protocol/signals.ts';
import type { World } from '../../../server/engine/world.ts';
import { journey, play } from '../../support/play.ts';
import { certificateWorld, missingVariableWorld, reportWorld } from '../../support/reference-world.ts';

/** Visits in many seeded worlds at the same second: a second draws once, so more draws need more seeds. */
function visits(world: World, count = 2000): ShopAnswer[] {
  return Array.from({ length: count }, (_, i) => visitShop({ ...world, seed: `visitor-${i}` }, { page: 'checkout' }));
}

const broken = play(missingVariableWorld(), { fault: 'deploy', forS: 450 }).world;
const blocked = play(certificateWorld(), { forS: 240 }).world;
const healthy = play(reportWorld(), { forS: 30 }).world;

describe('the shop', () => {
  it.each([
    ['a broken version', broken],
    ['an expired certificate', blocked],
    ['a healthy shop', healthy],
  ])('fails as often as it does for users: %s', (_name, world) => {
    const share = visits(world).filter(({ status }) => status !== 200).length / 2000;
    expect(Math.abs(share - journey(world, 'checkout').failingShare)).toBeLessThan(0.035);
  });

  it('answers alike however often the page is loaded within a second', () => {
    expect(visitShop(broken, { page: 'pay' })).toEqual(visitShop(broken, { page: 'pay' }));
  });

  it('shows an error page of the status that the entry answers, with a trace of such a failure', () => {
    const failed = visits(broken).filter(({ status }) => status !== 200);
    expect(failed.length).toBeGreaterThan(40);
    for (const { status, heading, trace, browserError } of failed.slice(0, 20)) {
      expect(heading).toContain(String(status));
      expect([browserError, trace]).toEqual([null, expect.stringMatching(/^[0-9a-f]{16}$/)]);
    }
  });

  it('warns in the browser’s words of a certificate that has run out', () => {
    const failed = visits(blocked).filter(({ status }) => status === null);
    expect(failed[0]).toMatchObject({
      browserError: 'NET::ERR_CERT_DATE_INVALID',
      heading: 'Your connection is not private',
    });
  });

  it('knows the browser’s words for other ways to have no answer', () => {
    expect(browserWords('shop', 'no such name').browserError).toBe('DNS_PROBE_FINISHED_NXDOMAIN');
    expect(browserWords('shop', 'timeout').browserError).toBe('ERR_TIMED_OUT');
    expect(browserWords('shop', 'self-signed certificate').browserError).toBe('NET::ERR_CERT_AUTHORITY_INVALID');
    expect(browserWords('shop', 'hostname mismatch, does not match').browserError).toBe(
      'NET::ERR_CERT_COMMON_NAME_INVALID',
    );
  });
});

describe('customers', () => {
  it('are nearly quiet while all is well, and speak of other things', () => {
    const { voices, total } = customersHeard(healthy, { fromS: -3600 });
    expect(total).toBe(voices.length);
    expect(voices.length).toBeLessThan(15);
    expect(JSON.stringify(voices)).not.toMatch(/error page|spinner|not private/i);
  });

  it('are heard more the more fails, with what they met and never why', () => {
    const before = customersHeard(broken, { fromS: 0 }).voices.filter(({ atS }) => atS < 300);
    const { voices, total } = customersHeard(broken, { fromS: 300 });
    expect(voices.length).toBeGreaterThan(before.length + 2);
    expect(total).toBeGreaterThanOrEqual(voices.length);
    expect(voices.length / ((broken.nowS - 300) / 60)).toBeLessThan(16);
    expect(JSON.stringify(voices)).not.toMatch(/PAYMENT|variable|deploy|version|certificate/);
    expect(voices.every(({ atS }) => atS >= 300 && atS <= broken.nowS)).toBe(true);
    expect(new Set(voices.map(({ text }) => text)).size).toBeGreaterThan(2);
  });

  it('complain of a warning when the certificate has run out', () => {
    const { voices } = customersHeard(blocked, { fromS: 300 });
    expect(
      voices.filter(({ text }) =>
        /not private|not safe|secure|hacked|warning|blocks our site|refuses to talk|open it|trying to steal/i.test(
          text,
        ),
      ).length,
    ).toBeGreaterThan(voices.length / 2);
  });

  it('said what they said: later seconds add voices and change none', () => {
    const { voices } = customersHeard(broken, { fromS: 0 });
    const earlier = customersHeard({ ...broken, nowS: broken.nowS - 60 }, { fromS: 0 }).voices;
    expect(voices.slice(0, earlier.length)).toEqual(earlier);
  });
});
