import type { NewDrill } from '../../server/protocol/set-up.ts';

/** Pages to print before a drill. The facilitator's, the evaluator's and the events list hold the truth. */
export function printLinks(
  { scenario, variant, seed }: Pick<NewDrill, 'scenario' | 'variant' | 'seed'>,
  truth: boolean,
  drill: string | null = null,
): { label: string; href: string }[] {
  const query = new URLSearchParams({
    ...(variant === null ? {} : { variant }),
    ...(seed === null ? {} : { seed }),
    ...(drill === null ? {} : { drill }),
  }).toString();
  const page = (name: string) => `/print/${encodeURIComponent(scenario)}/${name}${query === '' ? '' : `?${query}`}`;
  const spoils = truth ? '' : ' (holds the truth)';
  return [
    { label: 'participants’ booklet', href: page('participants') },
    { label: `facilitator’s booklet${spoils}`, href: page('facilitator') },
    { label: `evaluator’s sheet${spoils}`, href: page('evaluator') },
    { label: `events list${spoils}`, href: page('events') },
  ];
}

/** Where a file with an events list is sent. */
export function importAddress({ scenario, variant }: Pick<NewDrill, 'scenario' | 'variant'>, name: string): string {
  const query = new URLSearchParams({ scenario, name, ...(variant === null ? {} : { variant }) });
  return `/api/events-list?${query.toString()}`;
}
