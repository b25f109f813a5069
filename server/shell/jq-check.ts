/**
 * The library's `group_by` keeps the order it finds and its `unique_by` too, where jq sorts by the key: sort first.
 * Text in quotes is left alone.
 */
export function sortBeforeGrouping(program: string): string {
  const call = /"(?:[^"\\]|\\.)*"|\b(group_by|unique_by)\(/g;
  let result = '';
  let done = 0;
  for (let match = call.exec(program); match; match = call.exec(program)) {
    const name = match[1];
    if (name === undefined || match.index < done) continue;
    const open = match.index + match[0].length;
    const end = closing(program, open);
    if (end < 0) break;
    const key = sortBeforeGrouping(program.slice(open, end));
    result += `${program.slice(done, match.index)}(sort_by(${key}) | ${name}(${key}))`;
    done = end + 1;
    call.lastIndex = done;
  }
  return result + program.slice(done);
}

/** Where the parenthesis before `start` closes, or -1. */
function closing(program: string, start: number): number {
  let depth = 1;
  const sign = /"(?:[^"\\]|\\.)*"|[()]/g;
  sign.lastIndex = start;
  for (let match = sign.exec(program); match; match = sign.exec(program)) {
    if (match[0] === '(') depth++;
    if (match[0] === ')' && --depth === 0) return match.index;
  }
  return -1;
}
