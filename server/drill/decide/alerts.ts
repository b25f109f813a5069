import type { Refusal } from '../../protocol/refusal.ts';
import { refuse } from '../refuse.ts';
import { one, type Deciders } from './decision.ts';

export const alertDeciders: Deciders<'alert.ack' | 'alert.escalate'> = {
  'alert.ack': (session, { fingerprints }, asking) => {
    const known = [...new Set(fingerprints)].flatMap((fingerprint) => session.alerts.get(fingerprint) ?? []);
    if (known.length === 0) return unknownAlert();
    const firing = known.filter(({ state }) => state === 'firing');
    if (firing.length === 0) {
      return refuse('alert/settled', 'It does not fire any more.', 'Nothing is left to acknowledge.');
    }
    const open = firing.filter(({ ack }) => ack === null).map(({ fingerprint }) => fingerprint);
    // Somebody was quicker: the page is acknowledged, which is all that was asked for.
    return open.length === 0 ? [] : one(session, asking, 'alert.acked', { fingerprints: open });
  },
  'alert.escalate': (session, { fingerprint, to }, asking) => {
    const alert = session.alerts.get(fingerprint);
    if (!alert) return unknownAlert();
    if (alert.state !== 'firing') {
      return refuse('alert/settled', 'It does not fire any more.', 'Nothing is left to escalate.');
    }
    return one(session, asking, 'alert.escalated', { fingerprint, to });
  },
};

function unknownAlert(): Refusal {
  return refuse('alert/unknown', 'There is no such alert in this drill.', 'Choose one from the list of alerts.');
}
