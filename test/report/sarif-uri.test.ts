import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toRelativeUri } from '../../src/report/sarif-uri.ts';

it.each([
  ['snapshots/estate.ndjson', 'snapshots/estate.ndjson'],
  ['./snapshots//a/../estate.ndjson', 'snapshots/estate.ndjson'],
  ['my estate #1.ndjson', 'my%20estate%20%231.ndjson'],
  ['étage/100%.ndjson', '%C3%A9tage/100%25.ndjson'],
  ['arn:aws:s3:::features', 'arn%3Aaws%3As3%3A%3A%3Afeatures'],
  ['../../other/estate.ndjson', 'parent/parent/other/estate.ndjson'],
  ['/srv/estate.ndjson', 'srv/estate.ndjson'],
  ['C:\\data\\estate.ndjson', 'C%3A/data/estate.ndjson'],
  ['-', '-'],
  ['', 'snapshot'],
])('writes the path %j as %j', (file, uri) => {
  expect(toRelativeUri(file)).toBe(uri);
});

it('is a relative reference without a scheme or dot segments, whatever the path', () => {
  const path = fc.array(fc.oneof(fc.constantFrom('/', '..', '.', ':', '\\', '?', '#'), fc.string({ unit: 'binary' })));
  fc.assert(
    fc.property(path, (parts) => {
      const uri = toRelativeUri(parts.join(''));
      expect(uri).toMatch(/^[A-Za-z0-9\-_.!~*'()%]+(\/[A-Za-z0-9\-_.!~*'()%]+)*$/);
      expect(uri.split('/')).not.toEqual(expect.arrayContaining([expect.stringMatching(/^\.\.?$/)]));
    }),
  );
});
