import { describe, expect, it } from 'vitest';
import { formats } from '../../src/report/index.ts';
import {
  blockPublicAccess,
  bucket,
  bucketsTagged,
  find,
  findings,
  framework,
  hostile,
  options,
  report,
  run,
} from './sample.ts';

const all = Object.entries(formats).map(([name, entry]) => ({ name, format: entry.format }));

describe.each(all)('the $name format', ({ format }) => {
  it('gives the same bytes twice', () => {
    const some = [...findings, find(blockPublicAccess, 'fail', bucket(hostile), { message: hostile })];
    expect(report(format, some)).toBe(report(format, some));
  });

  it('shows no character that a terminal would obey, whatever the snapshot says', () => {
    const some = [
      find(blockPublicAccess, 'fail', bucket(hostile), { message: hostile, location: { file: hostile, line: 1 } }),
      find(blockPublicAccess, 'unknown', bucket(hostile), {
        missing: [{ fact: hostile, operation: hostile, code: hostile, message: hostile }],
      }),
    ];
    const odd = { ...framework, title: hostile, version: hostile, source: hostile };
    const requirements = framework.requirements.map((one) => ({ ...one, id: hostile, title: hostile, page: hostile }));
    const of = { ...run, frameworks: [{ ...odd, requirements }] };
    expect(report(format, some, { unknownAsResults: true, of }).replaceAll('\n', '')).not.toMatch(
      /[\p{Cc}\p{Cf}\p{Cs}]/u,
    );
  });

  it('wants every verdict it shows, and never hides what fails or is unknown', () => {
    const { wants } = format(run, options);
    expect([...wants]).toEqual(expect.arrayContaining(['fail', 'unknown']));
  });

  it('looks at the evidence of no finding that it leaves out', () => {
    const reporter = format(run, options);
    [...reporter.begin()];
    let looked = 0;
    const watched = Object.defineProperty({ ...find(bucketsTagged, 'fail', bucket('features')) }, 'evidence', {
      get: () => {
        looked += 1;
        return [];
      },
    });
    const limit = 25_000;
    for (let index = 0; index < limit + 5_000; index += 1) reporter.add(watched);
    expect(looked).toBeLessThanOrEqual(reporter.wants.has('pass') ? limit + 5_000 : limit);
  });
});
