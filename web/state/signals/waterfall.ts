import type { SpanView } from '../../../server/protocol/signals.ts';

export interface WaterfallRow {
  span: SpanView;
  depth: number;
  children: number;
  /** Where its bar stands, 0..1 of the trace. */
  from: number;
  width: number;
  /** Its own time as a share of the whole trace, 0..1. */
  ownShare: number;
}

/** The rows of a waterfall: parents before children; what stands under a folded span is left out. */
export function waterfall(
  tree: readonly SpanView[],
  durationMs: number,
  folded: readonly string[] = [],
): WaterfallRow[] {
  const total = Math.max(durationMs, 1e-9);
  const children = new Map<string, number>();
  for (const span of tree) if (span.parent) children.set(span.parent, (children.get(span.parent) ?? 0) + 1);
  const depths = new Map<string, number>();
  const hidden = new Set<string>();
  const rows: WaterfallRow[] = [];
  for (const span of tree) {
    const depth = span.parent === null ? 0 : (depths.get(span.parent) ?? -1) + 1;
    depths.set(span.id, depth);
    if (span.parent !== null && (hidden.has(span.parent) || folded.includes(span.parent))) {
      hidden.add(span.id);
      continue;
    }
    rows.push({
      span,
      depth,
      children: children.get(span.id) ?? 0,
      from: span.startMs / total,
      width: span.durationMs / total,
      ownShare: span.ownMs / total,
    });
  }
  return rows;
}

/** The spans in which most of the time was spent, longest first: where to look. */
export function costliest(tree: readonly SpanView[], most = 3): SpanView[] {
  return [...tree].sort((a, b) => b.ownMs - a.ownMs).slice(0, most);
}
