import { foldWords } from './fold.ts';

/** Which part of a runbook a heading opens. `steps` is everything that tells what to do, in the order of the page. */
export type Part =
  | 'scope' | 'prerequisites' | 'steps' | 'escalation' | 'postIncident' | 'lessons' | 'prevention'
  | 'trigger' | 'impact' | 'causes' | 'overview' | 'links' | 'owner'; // prettier-ignore

/**
 * The headings in use for each part, most telling first, in English, German, French, Spanish, Portuguese and Japanese.
 * Matched on small letters without accents, without the number in front. docs/runbook-format.md lists them for people.
 */
const HEADINGS: [Part, RegExp][] = [
  ['postIncident', /^(post[- ]?(incident|mortem)|after (the )?incident|follow[- ]?ups?|clean[- ]?up|closing|nachbereitung|nacharbeit|nach dem (vorfall|ereignis)|apres l.incident|suivi\b|(despues del|tras el|post-?) ?incidente|seguimiento|(apos o|pos-?) ?incidente|acompanhamento|事後|振り返り)/],
  ['escalation', /^(escalat|who to (call|page|contact)|contacts?\b|support$|on[- ]?call$|when to (call|escalate)|eskalation|ansprechpartner|kontakte?\b|rufbereitschaft|escalade|qui (contacter|appeler)|escala(do|miento|cion|cao|da)\b|escalonamento|contactos?\b|contatos?\b|a quien llamar|quem (chamar|contatar)|エスカレーション|連絡)/],
  ['prerequisites', /^(pre[- ]?requisites?|requirements?|before you (begin|start)|access( required| needed)?$|required access|you (will )?need|voraussetzung|vorbedingung|benotigte|pre-?requis|avant de commencer|acces (requis|necessaires?)|requisitos|pre-?requisitos|prerrequisitos|antes de (empezar|comecar)|前提|事前準備|必要な権限)/],
  ['prevention', /^(prevent|avoiding|long[- ]?term|permanent fix|vorbeug|pravention|vermeidung|prevencion|prevencao|予防|再発防止)/],
  ['lessons', /^(lessons?|learnings?|what we learned|notes from|erkenntnisse|lehren\b|retours? d.experience|lecons|enseignements|lecciones|licoes|教訓|学び)/],
  ['scope', /^(scope|applies to|when to use|use this|geltungsbereich|anwendungsbereich|perimetre|portee|domaine d.application|alcance|ambito|escopo|abrangencia|対象|適用範囲|スコープ)/],
  ['trigger', /^(trigger|symptoms?\b|meaning|alert( description| name)?$|detection|how (do )?you (notice|know)|symptomes?\b|bedeutung|anzeichen|ausloser|erkennung|alarm(meldung)?$|signification|declencheur|alerte$|sintomas?\b|significado|disparador|deteccion|alerta$|gatilho|deteccao|症状|意味|アラート|トリガー|検知|事象)/],
  ['causes', /^((possible|likely|common|probable|potential|root|known) causes?|causes?\b|(mogliche |haufige )?ursachen?\b|((posibles|possiveis|provaveis|probables) )?causas?\b|(考えられる)?原因)/],
  ['steps', /^(procedures?|steps?\b|step[- ]by[- ]step|runbook steps|instructions?|(immediate |first |recommended )?actions?\b|mitigat|resol|remed|(quick )?fix(es|ing)?\b|recover|repair|restor(e|ing|ation)\b|diagnos|investigat|trouble ?shoot|debug|triage|what to do|how to (fix|resolve|mitigate|respond|recover|restore)|response|possible (fixes|solutions|actions)|solutions?\b|workaround|checks?\b|verif|validat|rollback|roll back|playbook|commands?\b|vorgehen|schritte?\b|(sofort)?massnahmen|(fehler)?behebung|losung|analyse\b|prufung|ablauf|anleitung|wiederherstellung|abhilfe|entstorung|durchfuhrung|uberprufung|handlungsanweisung|etapes?\b|attenuation|correcti(on|f)s?\b|depannage|marche a suivre|retablissement|mode operatoire|contournement|que faire|procedimiento|pasos?\b|solucion|mitigacion|acciones|recuperacion|que hacer|comprobacion|procedimento|passos?\b|etapas?\b|solucao|mitigacao|acoes\b|recuperacao|o que fazer|correcao|手順|対応|対処|復旧|調査|診断|緩和|確認|切り分け|解決)/],
  ['impact', /^(impacts?\b|((business|customer|user) )?(impact|effect)s?\b|auswirkung|folgen\b|consequences?\b|impacto|consecuencias|consequencias|影響)/],
  ['overview', /^(overview|summary|description|background|context|about\b|introduction|purpose|tl;?dr|what is|uberblick|ubersicht|beschreibung|zusammenfassung|hintergrund|einleitung|zweck|apercu|resume\b|contexte|presentation|vue d.ensemble|objectif|descripcion|resumen|contexto|vision general|introduccion|objetivo|visao geral|descricao|resumo|introducao|概要|背景|説明|目的|はじめに)/],
  ['links', /^(references?\b|see also|related|(useful |external )?links?\b|further reading|(additional )?resources|dashboards?\b|more information|verweise|siehe auch|weiterfuhrend|liens|voir aussi|enlaces|ver tambien|referencias?|veja tambem|リンク|参考|参照|関連)/],
  ['owner', /^(owners?(hip)?$|maintainers?$|authors?$|verantwortlich|zustandig|responsables?$|propietari|responsavel|担当|責任者)/],
]; // prettier-ignore

/** "## 3. Étapes :" → steps; null for a heading that nobody told us of. */
export function partOf(heading: string): Part | null {
  const words = foldWords(heading.slice(0, 200)).replace(/[^\p{L}\p{N}]+$/u, '');
  const plain = words.replace(/^[^\p{L}\p{N}]*(?:\d[\d.]*[.):–—-]*)?[^\p{L}\p{N}]*/u, '');
  return HEADINGS.find(([, pattern]) => pattern.test(plain))?.[0] ?? null;
}
