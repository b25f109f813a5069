/**
 * Replicas of one service mostly answer alike: what they answer within the second in which it was asked is gathered by
 * journey and size of the time, and goes up to the callers once instead of replica by replica.
 */
export interface AnswerBuffer {
  dirty: boolean;
  /** [journey][class]: amount, Σ amount × time, Σ amount × sub-second part. */
  amount: Float64Array;
  time: Float64Array;
  sub: Float64Array;
}

/** Classes 0–5: good answers by time; class 6: refused at once (503). */
export const ANSWER_CLASSES = 7;
export const REFUSED_AT_ONCE = 6;

export function createAnswerBuffer(journeys: number): AnswerBuffer {
  const cells = journeys * ANSWER_CLASSES;
  return { dirty: false, amount: new Float64Array(cells), time: new Float64Array(cells), sub: new Float64Array(cells) };
}

/** The class of an answer, or -1 when it has to go up on its own. */
export function answerClass(status: number, timeS: number): number {
  if (status === 200) {
    if (timeS < 0.1) return timeS < 0.05 ? 0 : 1;
    if (timeS < 0.4) return timeS < 0.2 ? 2 : 3;
    return timeS < 0.7 ? 4 : timeS < 1 ? 5 : -1;
  }
  return status === 503 && timeS < 0.05 ? REFUSED_AT_ONCE : -1;
}
