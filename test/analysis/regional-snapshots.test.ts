import { expect, it } from 'vitest';
import { regionHasSnapshots } from '../../src/analysis/regional-snapshots.ts';
import { derived, gap, member, refusal, resource } from './resources.ts';

const coverage = resource('AWS::DLM::RegionalCoverage', 'arn:aws:dlm:eu-central-1:111122223333:regional-coverage', {});
const snapshot = (place: object = {}) =>
  resource('AWS::EC2::Snapshot', 'arn:aws:ec2:eu-central-1::snapshot/snap-1', {}, place);

it('a Region has snapshots where the account owns one there, and may where they could not be listed', () => {
  expect(derived(regionHasSnapshots, coverage, [snapshot()])).toBe(true);
  expect(
    derived(regionHasSnapshots, coverage, [snapshot({ account: member }), snapshot({ region: 'eu-west-1' })]),
  ).toBe(false);
  expect(derived(regionHasSnapshots, coverage, [], [gap('AWS::EC2::Snapshot')])).toEqual(refusal);
  expect(derived(regionHasSnapshots, coverage, [snapshot()], [gap('AWS::EC2::Snapshot')])).toBe(true);
  expect(derived(regionHasSnapshots, coverage, [], [gap('AWS::EC2::Snapshot', { region: 'eu-west-1' })])).toBe(false);
});
