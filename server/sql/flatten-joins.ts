import type { Node } from 'libpg-query';

/** FROM items in a row, and the conditions between them that join WHERE. */
export interface FlatFrom {
  items: Node[];
  terms: Node[];
}

/**
 * Writes `a JOIN b ON x JOIN c ON y` as `a, b, c WHERE x AND y`, which means the same and lets every condition act as
 * soon as its columns are there. Only where all names in the conditions are qualified: a bare one could become ambiguous.
 */
export function flattenJoins(nodes: readonly Node[]): FlatFrom {
  const flat: FlatFrom = { items: [], terms: [] };
  for (const node of nodes) {
    const one = flattenOne(node);
    flat.items.push(...one.items);
    flat.terms.push(...one.terms);
  }
  return flat;
}

function flattenOne(node: Node): FlatFrom {
  if (!('JoinExpr' in node)) return { items: [node], terms: [] };
  const { jointype, larg, rarg, quals, usingClause, isNatural, alias } = node.JoinExpr;
  const plain = jointype === 'JOIN_INNER' && !usingClause && !isNatural && !alias && larg && rarg;
  if (!plain || (quals && hasBareName(quals))) return { items: [node], terms: [] };
  const [left, right] = [flattenOne(larg), flattenOne(rarg)];
  return { items: [...left.items, ...right.items], terms: [...left.terms, ...right.terms, ...(quals ? [quals] : [])] };
}

function hasBareName(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasBareName);
  if (typeof value !== 'object' || value === null) return false;
  // A sub-select has names of its own: leave such a join as it is.
  if ('SubLink' in value) return true;
  if ('ColumnRef' in value) return ((value.ColumnRef as { fields?: unknown[] }).fields ?? []).length < 2;
  return Object.values(value).some(hasBareName);
}
