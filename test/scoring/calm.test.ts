import { describe, expect, it } from 'vitest';
import { ledeOf } from '../../server/report/lede.ts';
import { readLog } from '../../server/scoring/drill-log.ts';
import { pagesOf } from '../../server/scoring/pages.ts';
import { stampsOf } from '../../server/scoring/stamps.ts';
import { drill, type Tale } from '../support/drill-dsl.ts';

const shift = () => drill('quiet-shift').start().after('8m').ack();

function judged(tale: Tale) {
  const log = readLog(tale.log);
  const { scenario } = tale.session;
  const stamps = stampsOf(log, scenario);
  return { stamps, lede: ledeOf({ scenario, stamps, pages: pagesOf(log), began: null, gaps: [] }).join(' ') };
}

describe('a shift on which nothing is wrong', () => {
  it('CALM-1 counts the page, and no impact while everything is left alone', () => {
    const { stamps, lede } = judged(shift().after('15m').ends());
    expect(stamps.fault).toBeNull();
    expect(stamps.impact).toBeNull();
    expect(stamps.detection).toEqual(stamps.alert);
    expect(lede).toContain('Nothing is wrong');
    expect(lede).toContain('held throughout');
    expect(lede).toContain('VisitorsUnusual paged although no promise was broken, and was acknowledged');
  });

  it('CALM-1 calls it an impact when the team breaks what worked', () => {
    const { stamps, lede } = judged(shift().types('deploy rollback search').after('12m').ends());
    expect(stamps.impact).not.toBeNull();
    expect(lede).toContain('broke at');
  });
});
