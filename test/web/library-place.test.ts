// @vitest-environment node
import { expect, test } from 'vitest';
import { beside, libraryAddress, readLibraryPlace } from '../../web/library/place.ts';

const read = (address: string) => {
  const url = new URL(address, 'http://x');
  return readLibraryPlace(url.pathname, url.search);
};

test('an address brings back the page, the search, the filters and the line', () => {
  const address =
    '/library/RUN-001?q=timed+out&owner=J.+Simmons&service=checkout&category=Incident&is=stale&is=failing&part=versions&version=3&line=14';
  const place = read(address)!;
  expect(place).toMatchObject({ show: 'runbooks', id: 'RUN-001', q: 'timed out', owner: 'J. Simmons', version: 3, line: 14 }); // prettier-ignore
  expect(place.is).toEqual(['stale', 'failing']);
  expect(libraryAddress(place)).toBe(address);
});

test('the matrix and the gates have addresses of their own; other paths are none of the library', () => {
  expect(read('/library/matrix')).toMatchObject({ show: 'matrix', id: null });
  expect(read('/library/gates')).toMatchObject({ show: 'gates', id: null });
  expect(read('/library')).toMatchObject({ show: 'runbooks', id: null });
  expect(read('/libraries')).toBeNull();
  expect(read('/library/a/b')).toBeNull();
});

test('unknown words and broken numbers of an old link are left out', () => {
  expect(read('/library/RUN-001?part=colours&is=shiny&version=-2&line=x')).toMatchObject({
    part: 'text',
    is: [],
    version: null,
    line: null,
  });
});

test('the next runbook is seen through the same search, from its beginning', () => {
  const place = read('/library/RUN-001?q=pool&is=stale&part=care&version=2&line=4')!;
  expect(beside(place, 'RUN-002')).toBe('/library/RUN-002?q=pool&is=stale');
});

test('an owner may be nobody, which is not the same as any', () => {
  expect(read(libraryAddress({ owner: '' }))?.owner).toBe('');
  expect(read('/library')?.owner).toBeNull();
});
