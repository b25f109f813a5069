import { foldWords } from './fold.ts';

/** What one should see after a command: "Expected output: …", "You should see …", "Erwartet: …". */
const SEEN =
  /^(?:expect(?:ed)?(?: (?:output|result|outcome|response|value)s?)?\b|you should (?:now )?(?:see|get)\b|(?:it|this|that|the command|the output) should (?:now )?(?:show|return|print|say|read|look)\b|(?:sample |example )?output(?: should)?\b|looks? like this|erwartet(?:e|es)?\b|erwartung\b|ausgabe\b|man sieht\b|sie sollten\b|(?:resultat |sortie )?attendue?s?\b|resultat attendu|sortie\b|vous devriez\b|(?:resultado|salida|saida) esperad[oa]\b|esperado\b|salida\b|saida\b|deberia(?:s|n)? ver\b|(?:voce )?deve(?:ra)? ver\b|期待)/;
/** What one should make sure of: "Verify that …", "Prüfen, dass …". */
const TOLD =
  /^(?:(?:verify|confirm|check|validate)(?: that\b|:)|verification:|success(?: criteria)?:|(?:done|fixed|recovered) (?:when|if)\b|(?:prufen|prufe|sicherstellen)(?: sie)?, (?:dass|ob)\b|verifi(?:ez|er|que|ca|car|cate) que\b|comprueb[ae] que\b|confirm[ae] que\b)/;
const LONGEST = 300;

/** "Verify:" alone says nothing that what follows does not. */
const LABEL =
  /^(?:verif(?:y|ication)|checks?|expected(?: (?:results?|output|outcome))?|success criteria|erwartet|prufung|uberprufung|erwartetes ergebnis|attendu|resultat attendu|verifications?|resultado esperado|verificac(?:ion|ao)|esperado|確認|期待される結果)\s*[:：]?$/;

/** `output`: what follows is the answer of the command; `check`: a sentence that a person can judge; null: neither. */
export function expectationIn(plain: string): 'output' | 'check' | null {
  if (plain.length > LONGEST) return null;
  const text = foldWords(plain)
    .replace(/^[^\p{L}\p{N}]+/u, '')
    .trimEnd();
  if (SEEN.test(text)) return /[:：]$/.test(text) ? 'output' : 'check';
  return TOLD.test(text) && !/[:：]$/.test(text) ? 'check' : null;
}

export function isCheckLabel(plain: string): boolean {
  return plain.length < 40 && LABEL.test(foldWords(plain).trim());
}
