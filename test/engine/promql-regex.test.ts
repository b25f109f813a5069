import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileRegex, RegexProblem } from '../../server/engine/promql/regex.ts';

describe('regular expressions', () => {
  const cases: [pattern: string, yes: string[], no: string[]][] = [
    ['', [''], ['a']],
    ['ch.*|pay.+', ['checkout', 'ch', 'payments'], ['pay', 'xch']],
    ['5..', ['500', '5\n1'], ['50', '5000']],
    ['a{2,3}', ['aa', 'aaa'], ['a', 'aaaa']],
    ['(?i)Check[o-p]ut', ['CHECKOUT', 'checkput'], ['checkqut']],
    ['[^a-c]+', ['xyz'], ['xaz']],
    ['[[:digit:]]+\\.\\d', ['12.3'], ['12x3']],
    ['\\w+-\\S*', ['web-1'], ['-1', 'web- 1']],
    ['a\\x62\\x{63}', ['abc'], ['abd']],
    ['(?:a|b)*?c', ['ababc', 'c'], ['ab']],
    ['\\bfoo\\b.*', ['foo bar'], ['foobar']],
    ['^a$', ['a'], ['aa']],
    ['[]a]', [']', 'a'], ['b']],
    ['😀+', ['😀😀'], ['😀x']],
    ['a{,2}', ['a{,2}'], ['aa']],
  ];

  test.each(cases)('%s matches whole texts', (pattern, yes, no) => {
    const regex = compileRegex(pattern);
    for (const text of yes) expect(regex.matches(text), text).toBe(true);
    for (const text of no) expect(regex.matches(text), text).toBe(false);
  });

  test('groups come by number and name, the leftmost choice first, unmatched ones empty', () => {
    expect(compileRegex('(a+)(?P<rest>a*)(x)?').groups('aaa')).toEqual({ numbered: ['aaa', 'aaa', '', ''], named: { rest: '' } });
    expect(compileRegex('(a+?)(a*)').groups('aaa')?.numbered).toEqual(['aaa', 'a', 'aa']);
    expect(compileRegex('(.*):(.*)').groups('a:b:c')?.numbered).toEqual(['a:b:c', 'a:b', 'c']);
    expect(compileRegex('a').groups('b')).toBeNull();
  });

  test.each(['(', 'a)', '[a', '*a', 'a**', 'a{1001}', 'a{3,2}', '\\', '(?=a)', '\\1', '(a{1000}){1000}', '['.repeat(9), '('.repeat(300), 'x'.repeat(2000), '\\pL'])(
    '%s is refused',
    (pattern) => {
      expect(() => compileRegex(pattern)).toThrow(RegexProblem);
    },
  ); // prettier-ignore

  test('patterns that make backtracking engines hang answer at once', () => {
    const text = `${'a'.repeat(300)}!`;
    for (const pattern of ['(a*)*b', '(a+)+b', '(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)x', '(a|aa)+b', '(a?){50}a{50}b']) {
      expect(compileRegex(pattern).matches(text)).toBe(false);
    }
  });

  test('where both can match, the answer is that of JavaScript', () => {
    const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '(a|b)', '(?:ab)', '(a)?');
    const piece = fc.tuple(atom, fc.constantFrom('', '*', '+', '?', '{2}', '*?', '{1,2}')).map((parts) => parts.join(''));
    const pattern = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join('').replaceAll(')?*', ')*').replaceAll(')?+', ')+').replaceAll(')??', ')?').replaceAll(')?{', '){').replaceAll('}?{', '}{'));
    fc.assert(
      fc.property(pattern, fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 }), (source, text) => {
        expect(compileRegex(source).matches(text)).toBe(new RegExp(`^(?:${source})$`, 's').test(text));
      }),
      { numRuns: 500, seed: 7 },
    );
  });
}); // prettier-ignore
