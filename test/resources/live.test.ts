import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { liveTypes } from '../../src/resources/live.generated.ts';
import type { AnyCall, AnyLiveType } from '../../src/resources/live.ts';
import { models } from '../../src/resources/models.generated.ts';
import { denied, type Recording, readRecordings, replay } from './recording.ts';

const recordings = readRecordings();
const ajv = new Ajv2020({ strict: false, allErrors: true });

it('has a recording of every resource type', () =>
  expect(recordings.map(({ type }) => type).sort()).toEqual(Object.keys(liveTypes).sort()));

it('has a way to read every model', () =>
  expect(models.map(({ type }) => type)).toEqual(Object.keys(liveTypes).sort()));

const sorted = <T extends { readonly arn: string }>(resources: readonly T[]): T[] =>
  [...resources].sort((a, b) => (a.arn < b.arn ? -1 : 1));

describe.each(recordings.map((recording) => [recording.type, recording] as const))(
  '%s',
  (type, recording: Recording) => {
    it('becomes the facts that the recording says', async () => {
      const { resources, gaps } = await replay(recording);
      const shown = resources.map(({ arn, name, region, facts, unknown }) => ({ arn, name, region, facts, unknown }));
      expect(shown).toEqual(sorted(recording.resources));
      expect(gaps).toEqual([]);
    });

    it('has values that follow the schema', async () => {
      const model = models.find((one) => one.type === type);
      for (const { facts, arn } of (await replay(recording)).resources) {
        for (const [path, value] of Object.entries(facts)) {
          const validate = ajv.compile(model?.facts[path] ?? false);
          expect(validate(value) || `${arn} ${path}: ${ajv.errorsText(validate.errors)}`).toBe(true);
        }
      }
    });

    const operations = Object.keys(recording.answers);

    it('asks for every operation that the recording answers', async () =>
      expect([...(await replay(recording)).asked].sort()).toEqual([...operations].sort()));

    it('declares every operation that it asks for', async () => {
      const live = (await liveTypes[type]?.())?.default as AnyLiveType;
      const readers = Object.values(live.facts) as { readonly calls: readonly AnyCall[] }[];
      const calls = [
        ...live.list.needs,
        ...readers.flatMap((reader) => reader.calls),
        ...(live.list.locate ? [live.list.locate] : []),
      ];
      const declared = new Set([...live.list.operations, ...calls.flatMap((call) => call.operations)]);
      for (const operation of (await replay(recording)).asked) expect(declared).toContain(operation);
    });

    it.each(operations)('loses exactly the facts that need %s when it is refused', async (operation) => {
      const { resources: whole } = await replay(recording);
      const { resources: left, gaps } = await replay(recording, new Set([operation]));
      const lostOf = (arn: string): readonly string[] =>
        Object.keys(left.find((one) => one.arn === arn)?.unknown ?? {});
      const before = (arn: string): readonly string[] =>
        Object.keys(whole.find((one) => one.arn === arn)?.unknown ?? {});
      // Refused listing: a gap. Otherwise every resource is there, and at least one knows less.
      if (gaps.length === 0) {
        expect(left.map(({ arn }) => arn)).toEqual(whole.map(({ arn }) => arn));
        expect(whole.some(({ arn }) => lostOf(arn).length > before(arn).length)).toBe(true);
      } else {
        for (const gap of gaps)
          expect(gap).toMatchObject({ type, operation, code: denied.name, message: denied.message });
      }
      for (const { arn, facts, unknown } of left) {
        const full = whole.find((one) => one.arn === arn);
        for (const [path, value] of Object.entries(facts))
          expect({ [path]: value }).toEqual({ [path]: full?.facts[path] });
        for (const [path, reason] of Object.entries(unknown)) {
          if (full?.unknown[path] !== undefined) continue;
          expect({ path, ...reason }).toEqual({ path, operation, code: denied.name, message: denied.message });
        }
      }
    });
  },
);
