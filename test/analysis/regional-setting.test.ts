import { describe, expect, it } from 'vitest';
import { defaultEncryption } from '../../src/analysis/default-encryption.ts';
import { Derivation } from '../../src/analysis/derive.ts';
import { snapshotSharing } from '../../src/analysis/snapshot-sharing.ts';
import type { Gap, Resource } from '../../src/model/resource.ts';

const place = { partition: 'aws', account: '111122223333', region: 'eu-central-1' };
const refusal = { operation: 'ec2:Get', code: 'UnauthorizedOperation', message: 'not authorized' };

const resource = (
  type: string,
  facts: Resource['facts'],
  at: object = {},
  unknown: Resource['unknown'] = {},
): Resource => ({
  key: '',
  arn: 'arn:aws:ec2:eu-central-1:111122223333:one',
  type,
  name: 'one',
  ...place,
  source: 'live',
  collectedAt: '2026-11-23T06:40:30Z',
  facts,
  unknown,
  ...at,
});

describe.each([
  [defaultEncryption, 'AWS::EC2::EBSEncryptionByDefault', 'encryption.byDefault', true, false],
  [snapshotSharing, 'AWS::EC2::SnapshotBlockPublicAccess', 'state', 'block-all-sharing', 'unblocked'],
] as const)('the setting of the Region as $type has it', (fact, type, path, here, elsewhere) => {
  const derive = (settings: readonly Resource[], gaps: readonly Gap[] = []) => {
    const derivation = new Derivation([fact]);
    for (const gap of gaps) derivation.gatherGap(gap);
    for (const setting of settings) derivation.gather(setting);
    const { facts, unknown } = derivation.apply(resource(fact.type, {}));
    return facts[fact.path] ?? unknown[fact.path];
  };

  it('is that of its own account and Region', () => {
    const others = [
      resource(type, { [path]: elsewhere }, { region: 'eu-west-1' }),
      resource(type, { [path]: elsewhere }, { account: '444455556666' }),
    ];
    expect(derive([resource(type, { [path]: here }), ...others])).toBe(here);
    expect(derive([...others, resource(type, { [path]: here })])).toBe(here);
    expect(derive(others)).toMatchObject({
      code: 'NotInSnapshot',
      message: expect.stringContaining('in eu-central-1'),
    });
  });

  it('is not known where it could not be read or listed', () => {
    expect(derive([resource(type, {}, {}, { [path]: refusal })])).toEqual(refusal);
    expect(derive([], [{ type, ...place, ...refusal }])).toEqual(refusal);
  });
});
