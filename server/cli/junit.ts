/** One case of a report that CI servers read. */
export interface TestCase {
  suite: string;
  name: string;
  file: string;
  /** null = passed. */
  failure: string | null;
}

/** JUnit's XML in the form that GitLab, Jenkins and GitHub's report actions read. */
export function junitXml(title: string, cases: readonly TestCase[]): string {
  const suites = [...new Set(cases.map(({ suite }) => suite))].map((suite) => {
    const own = cases.filter((one) => one.suite === suite);
    const failures = own.filter(({ failure }) => failure !== null).length;
    return [
      `  <testsuite name="${escaped(suite)}" tests="${own.length}" failures="${failures}">`,
      ...own.map(caseXml),
      '  </testsuite>',
    ].join('\n');
  });
  const failures = cases.filter(({ failure }) => failure !== null).length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${escaped(title)}" tests="${cases.length}" failures="${failures}">`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
}

function caseXml({ suite, name, file, failure }: TestCase): string {
  const head = `    <testcase classname="${escaped(suite)}" name="${escaped(name)}" file="${escaped(file)}"`;
  if (failure === null) return `${head}/>`;
  const [first = ''] = failure.split('\n');
  return `${head}>\n      <failure message="${escaped(first)}">${escaped(failure)}</failure>\n    </testcase>`;
}

/** XML has no way to write most control characters at all. */
function escaped(text: string): string {
  return [...text]
    .filter((char) => char >= ' ' || char === '\n' || char === '\t')
    .join('')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
