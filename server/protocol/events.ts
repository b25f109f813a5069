import type { AssessmentView, ControlView } from './control.ts';
import type { CoachView } from './onboarding.ts';
import type { RoundView } from './tabletop.ts';
import type {
  ActionItemView,
  AlertView,
  ChangeView,
  ClockView,
  DeckView,
  DecisionView,
  FactView,
  HintView,
  IncidentView,
  MapNodeView,
  MessageView,
  NoticeView,
  SeatView,
  StepEvidenceView,
  TruthView,
} from './room.ts';

/** One change to what an audience sees. Upserts by id keep the fold trivial and a repeated event harmless. */
export type RoomEvent =
  | { type: 'clock'; clock: ClockView }
  | { type: 'seat'; seat: SeatView }
  | { type: 'incident'; incident: IncidentView }
  | { type: 'alert'; alert: AlertView }
  | { type: 'message'; message: MessageView }
  | { type: 'fact'; fact: FactView }
  | { type: 'decision'; decision: DecisionView }
  | { type: 'change'; change: ChangeView }
  | { type: 'map'; nodes: MapNodeView[] }
  | { type: 'evidence'; evidence: StepEvidenceView }
  | { type: 'hint'; hint: HintView }
  | { type: 'action'; action: ActionItemView }
  | { type: 'notice'; notice: NoticeView }
  | { type: 'control'; control: ControlView }
  | { type: 'round'; round: RoundView }
  | { type: 'coach'; coach: CoachView }
  | { type: 'assessment'; assessment: AssessmentView }
  | { type: 'truth'; truth: Partial<TruthView> }
  | { type: 'deck'; deck: DeckView };

/** Events of one log entry for one audience. `seq` counts this audience's messages only, from 1, without holes. */
export interface RoomMessage {
  drill: string;
  seq: number;
  events: RoomEvent[];
}

/** Volatile, once a tick: a lost one is healed by the next, or by `telemetry.history`. */
export interface TickMessage {
  drill: string;
  atS: number;
  /** Present when a sample closed: its drill second and one value per chart series, in `head.charts` order; null = no data. */
  sampleAtS?: number;
  values?: (number | null)[];
}
