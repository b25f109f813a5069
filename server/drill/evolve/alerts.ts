import type { AlertTransition } from '../../engine/alerting/alerts.ts';
import type { AlertView } from '../../protocol/room.ts';
import { alertOf } from '../alert-payload.ts';
import type { Session } from '../session.ts';
import { say } from './channel.ts';
import type { Evolvers, Moment } from './moment.ts';

export const alertEvolvers: Evolvers<'alert.acked' | 'alert.escalated' | 'alert.changed'> = {
  'alert.acked': (session, { fingerprints }, at) => {
    const rules = fingerprints.flatMap((fingerprint) => session.alerts.get(fingerprint)?.rule ?? []);
    if (rules.length > 0) say(session, at, `acknowledges ${[...new Set(rules)].join(', ')}`);
    for (const fingerprint of fingerprints) acknowledge(session, fingerprint, at);
  },
  'alert.escalated': (session, { fingerprint, to }, at) => {
    const alert = session.alerts.get(fingerprint);
    if (!alert) return;
    session.alerts.set(fingerprint, { ...alert, escalated: { to, seat: at.seat ?? '', atS: at.atS } });
    say(session, at, `escalates ${alert.rule} to ${to}`);
  },
  'alert.changed': (session, { transition }) => {
    const known = session.alerts.get(transition.fingerprint);
    session.alerts.set(transition.fingerprint, moved(session, known, transition));
    if (transition.kind === 'firing' && transition.tier === 'page') session.stamps.page ??= transition.atS;
  },
};

function acknowledge(session: Session, fingerprint: string, { atS, seat }: Moment): void {
  const alert = session.alerts.get(fingerprint);
  if (alert && seat !== null && alert.ack === null) session.alerts.set(fingerprint, { ...alert, ack: { seat, atS } });
}

/** The alert after a transition of the engine. One that comes back after it had resolved starts afresh. */
function moved(session: Session, known: AlertView | undefined, transition: AlertTransition): AlertView {
  const { kind, atS, pages } = transition;
  const again = !known || known.state === 'resolved' || kind === 'pending';
  const alert = again ? alertOf(session, transition) : { ...known, value: alertOf(session, transition).value };
  switch (kind) {
    case 'pending':
      return alert;
    case 'firing':
      return { ...alert, state: 'firing', firedAtS: atS, ...paged(transition, atS) };
    case 'repage':
      return { ...alert, pages: pages ?? alert.pages + 1, lastPageAtS: atS, ack: null };
    case 'resolved':
    case 'dropped':
      return { ...alert, state: 'resolved', resolvedAtS: atS };
    case 'acked':
    case 'escalated':
      return alert;
  }
}

function paged({ tier, pages }: AlertTransition, atS: number): Pick<AlertView, 'pages' | 'lastPageAtS'> {
  return tier === 'page' ? { pages: pages ?? 1, lastPageAtS: atS } : { pages: 0, lastPageAtS: null };
}
