/** Sentences that say what should come out and not how: nobody woken at night can do them. */
export const VAGUE =
  /^(?:please\s+)?(?:investigate|look\s+into|trouble ?shoot|debug|analy[sz]e|figure\s+out|fix\s+(?:it|the\s+(?:issue|problem|error|cause))|resolve\s+the\s+\w+|check\s+(?:the\s+)?(?:logs?|metrics|dashboards?|systems?|services?|status|everything|if\s+\w+\s+is\s+(?:ok|healthy|fine))|make\s+sure\s+everything|monitor\s+the\s+\w+|take\s+appropriate)\b/i;

/** Checks that two people would answer differently. */
export const VAGUE_CHECK =
  /^(?:(?:it|this|that|everything|all|things?|(?:the\s+)?(?:\w+\s+)?(?:service|system|app|application|site|page|alert|graphs?|charts?|dashboards?|metrics?|logs?))\s+)?(?:(?:now|again)\s+)?(?:works?(?:\s+(?:fine|well|again))?|works? as (?:expected|before|it should)|(?:is|are|looks?|seems?)\s+(?:all\s+|back\s+to\s+)?(?:ok(?:ay)?|fine|good|normal|healthy|stable|right|as\s+expected)(?:\s+again)?|done|fixed|resolved|ok(?:ay)?)\s*[.!]?$/i;

/** Knowledge that the writer had and the reader may not. */
export const ASSUMES =
  /\b(?:as usual|the usual (?:way|steps?|fix|suspects?|procedure|drill|dashboards?|commands?|people)|you (?:already|all) know\b|you know (?:what to do|how to)\b|as (?:we|everyone|everybody) knows?|obviously|self[- ]explanatory|the (?:normal|known|standard) (?:way|fix|trick|procedure)|in the usual way|it(?:'s| is) (?:trivial|easy|obvious))\b/i;

/** A step that stands elsewhere on the page, without saying where. */
export const AS_ABOVE =
  /\b(?:as (?:described |shown |done |explained )?(?:above|before|earlier|previously)|same as (?:above|before)|see (?:above|below)|ditto|repeat the (?:above|steps? above|previous steps?)|the (?:above|previous) commands?)\b/i;

/** Places that still wait for their words. */
export const UNFINISHED =
  /\b(?:TODO|TBD|FIXME|TBC)\b|\?\?\?|\b(?:to be (?:written|defined|done|determined|documented|filled(?: in)?)|coming soon|work in progress|lorem ipsum|fill (?:this )?in)\b/;

/** A template's own words, still there. A Markdown link is no placeholder. */
export const TEMPLATE =
  /\[(?:insert|your|service|team|name|company|describe|add|link to|product|system|owner|date)\b[^\]]*\](?![([:])|<(?:service|team|your|company|insert|describe|product|alert|system)[\w ./'-]*>|\{\{\s*[\w .]+\s*\}\}/i;

/** Titles that would fit any page. */
export const GENERIC_TITLE =
  /^(?:run ?book|play ?book|(?:service|incident|application|system|on[- ]?call|general)\s+(?:run ?book|play ?book|response|guide|procedure)|run ?book template|template|title|how[- ]?to|trouble ?shooting(?: guide)?|untitled|new runbook|procedure|instructions)$/i;

/** A failing branch that leads nowhere. */
export const DEAD_END =
  /\bif\b[^.;:]*\b(?:not|n['’]t|fails?|still|again|nothing|no)\b[^.;:]*[,:—–-]\s*(?:then\s+)?(?:(?:you are |you're )?(?:stuck|out of luck)|good luck|give up|hope\b|pray\b|we (?:do not|don['’]t) know|(?:there is |there's )?(?:nothing|not much)(?: else| more)? (?:you can|to|that can be) ?do?|no (?:idea|known (?:fix|solution|workaround)|solution|workaround))/i;
