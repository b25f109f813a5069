import type { IncidentRole } from '../protocol/roles.ts';
import type { NewDrill } from '../protocol/set-up.ts';

/** One drill of the path. What it says of itself gives nothing away. */
export interface PathDrill {
  title: string;
  about: string;
  minutes: number;
  scenario: string;
  variant: string;
  /** Who is there beside the new responder. */
  bots: readonly IncidentRole[];
}

/** Five drills, from nothing is wrong to a SEV-1 with everybody looking on. Each leaves less to the colleagues. */
export const PATH: readonly PathDrill[] = [
  {
    title: 'The first page',
    about:
      'Who has it, what does it say, do users notice? The whole round once, in calm: from the page to the all-clear.',
    minutes: 25,
    scenario: 'quiet-shift',
    variant: 'newspaper',
    bots: ['sme', 'scribe'],
  },
  {
    title: 'By the book',
    about:
      'Reading the page to its end, finding the runbook by its words, following it step by step, looking from outside.',
    minutes: 40,
    scenario: 'certificate-expiry',
    variant: 'leaf-expired',
    bots: ['sme', 'comms', 'scribe'],
  },
  {
    title: 'Say what you know',
    about:
      'Declaring while you know little, telling known from guessed, ruling things out, verifying that a step worked.',
    minutes: 40,
    scenario: 'bad-deploy',
    variant: 'missing-variable',
    bots: ['sme', 'comms', 'scribe'],
  },
  {
    title: 'Ask before you act',
    about: 'Weighing a move before making it, keeping evidence, asking whoever knows, handing over while it goes on.',
    minutes: 40,
    scenario: 'connection-pool-exhaustion',
    variant: 'report',
    bots: ['sme', 'comms', 'scribe', 'support'],
  },
  {
    title: 'Everybody is looking',
    about: 'A SEV-1: several pages at once, impatient questions, promised updates, and a handover in the middle of it.',
    minutes: 40,
    scenario: 'retry-storm',
    variant: 'search-storm',
    bots: ['sme', 'comms', 'scribe', 'support', 'executive'],
  },
];

/** The nth drill, from 1. */
export function pathDrill(number: number): PathDrill | null {
  return PATH[number - 1] ?? null;
}

/** How it is set up: alone with bots, each time with a new seed and other names of services, so that memory does not help. */
export function pathSetUp({ scenario, variant, minutes, bots }: PathDrill, speed = 1): NewDrill {
  return {
    scenario,
    variant,
    seed: null,
    mode: 'onboarding',
    speed,
    timeboxMin: minutes,
    hypothesis: null,
    bots: [...bots],
    surface: true,
    stops: [{ id: 'stop-word', kind: 'word', word: 'stop the drill' }],
  };
}
