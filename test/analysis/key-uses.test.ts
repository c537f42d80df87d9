import { describe, expect, it } from 'vitest';
import { Derivation } from '../../src/analysis/derive.ts';
import { keyReferences, keyUsedBy } from '../../src/analysis/key-uses.ts';
import type { Gap, Resource } from '../../src/model/resource.ts';
import { models } from '../../src/resources/models.generated.ts';
import { gap, own, refusal, resource } from './resources.ts';

const arn = `arn:aws:kms:eu-central-1:${own}:key/0d1c8fc9-ef8c-4a45-9a9c-4b6a4ba8e1a1`;
const key = (facts: Readonly<Record<string, unknown>> = { aliases: ['alias/lake'] }): Resource =>
  resource('AWS::KMS::Key', arn, facts);
const every = new Set(Object.keys(keyReferences));

const usedBy = (
  others: readonly Resource[] = [],
  {
    gaps = [],
    types = [every],
    of = key(),
  }: { gaps?: readonly Gap[]; types?: readonly (ReadonlySet<string> | null)[]; of?: Resource } = {},
): unknown => {
  const derivation = new Derivation([keyUsedBy]);
  for (const one of types) derivation.gatherTypes(one);
  for (const one of gaps) derivation.gatherGap(one);
  for (const one of others) derivation.gather(one);
  const { facts, unknown } = derivation.apply({ ...of, facts: { ...of.facts }, unknown: { ...of.unknown } });
  return facts['usedBy'] ?? unknown['usedBy'];
};

const encrypted = (named: string | null): object => ({ enabled: true, algorithm: 'KMS', key: named });
const volume = (name: string, named: string | null = arn, place = {}): Resource =>
  resource(
    'AWS::EC2::Volume',
    `arn:aws:ec2:eu-central-1:${own}:volume/${name}`,
    { 'encryption.atRest': encrypted(named) },
    place,
  );
const bucket = (facts: object, region = 'eu-central-1'): Resource =>
  resource(
    'AWS::S3::Bucket',
    'arn:aws:s3:::lake',
    { 'encryption.atRest': null, 'recovery.replication': [], ...facts },
    { region },
  );

describe('what uses a key', () => {
  it('names it by ARN, id, alias, or the ARN of its alias', () => {
    for (const named of [arn, arn.split('/')[1], 'alias/lake', `arn:aws:kms:eu-central-1:${own}:alias/lake`])
      expect(usedBy([volume('vol-1', named)])).toMatchObject([{ type: 'AWS::EC2::Volume', count: 1 }]);
    for (const named of [null, 'alias/other', 'alias/aws/ebs', `${arn}f`])
      expect(usedBy([volume('vol-1', named)])).toEqual([]);
  });

  it('is counted, and the first few are named', () =>
    expect(usedBy(['1', '2', '3', '4', '5'].map((name) => volume(name)))).toEqual([
      {
        type: 'AWS::EC2::Volume',
        count: 5,
        examples: ['1', '2', '3'].map((name) => `arn:aws:ec2:eu-central-1:${own}:volume/${name}`),
      },
    ]));

  it('may belong to another account', () =>
    expect(usedBy([volume('vol-1', arn, { account: '444455556666' })])).toMatchObject([{ count: 1 }]));

  it('does not name the key of another Region by the same alias', () =>
    expect(usedBy([volume('vol-1', 'alias/lake', { region: 'us-east-1' })])).toEqual([]));

  it('is a bucket whose objects are replicated under it, from any Region', () =>
    expect(
      usedBy([bucket({ 'recovery.replication': [{ destinationKey: null }, { destinationKey: arn }] }, 'us-east-1')]),
    ).toEqual([{ type: 'AWS::S3::Bucket', count: 1, examples: ['arn:aws:s3:::lake'] }]));

  it('is a global table with a replica in its Region', () => {
    const replicas = [{ region: 'eu-central-1', status: 'ACTIVE', key: 'alias/lake' }];
    const table = resource(
      'AWS::DynamoDB::Table',
      'arn:aws:dynamodb:::table/t',
      { 'encryption.atRest': encrypted(null), 'recovery.globalTable': { replicas } },
      { region: 'us-east-1' },
    );
    expect(usedBy([table])).toMatchObject([{ type: 'AWS::DynamoDB::Table', count: 1 }]);
  });

  it('is a launch template that encrypts a volume with it', () =>
    expect(
      usedBy([
        resource('AWS::EC2::LaunchTemplate', 'arn:aws:ec2:::launch-template/lt-1', {
          blockDevices: [{ key: null }, { key: arn }],
        }),
      ]),
    ).toMatchObject([{ type: 'AWS::EC2::LaunchTemplate', count: 1 }]));
});

describe('that nothing uses a key', () => {
  it('is not known while something of its Region is unknown', () => {
    const unread = (region: string) =>
      resource('AWS::EC2::Volume', 'arn:aws:ec2:::volume/v', { 'encryption.atRest': refusal }, { region });
    expect(usedBy([unread('eu-central-1')])).toEqual(refusal);
    expect(usedBy([unread('us-east-1')])).toEqual([]);
    expect(usedBy([], { gaps: [gap('AWS::EC2::Volume')] })).toEqual(refusal);
    expect(usedBy([], { gaps: [gap('AWS::EC2::Volume', { region: 'us-east-1' })] })).toEqual([]);
  });

  it('is not known while a type is unknown that uses keys of other Regions', () => {
    expect(usedBy([], { gaps: [gap('AWS::CloudTrail::Trail', { region: 'us-east-1' })] })).toEqual(refusal);
    expect(usedBy([bucket({ 'recovery.replication': refusal }, 'us-east-1')])).toEqual(refusal);
    expect(usedBy([bucket({ 'encryption.atRest': refusal }, 'us-east-1')])).toEqual([]);
  });

  it('is not known where a type was not collected, by any of the snapshots', () => {
    const some = new Set([...every].filter((type) => type !== 'AWS::Redshift::Cluster'));
    for (const types of [[], [null], [some], [every, some], [some, null]])
      expect(usedBy([], { types })).toMatchObject({ code: 'NotInSnapshot' });
    expect(usedBy([], { types: [every, every] })).toEqual([]);
    expect(usedBy([volume('vol-1')], { types: [some] })).toMatchObject([{ count: 1 }]);
  });

  it('is not known while its aliases are not, unless something uses it', () => {
    expect(usedBy([], { of: key({ aliases: refusal }) })).toEqual(refusal);
    expect(usedBy([volume('vol-1')], { of: key({ aliases: refusal }) })).toMatchObject([{ count: 1 }]);
  });
});

/** Facts that say who may use a key, or whether; and settings that say which keys may be named. */
const namesKey = (path: string): boolean => path === 'encryption.atRest' || /^encryption\.\w*key$/i.test(path);

it('looks at every type that names keys', () => {
  const naming = models.filter(({ facts }) => Object.keys(facts).some(namesKey));
  for (const { type } of naming)
    expect(Object.keys(keyReferences), `${type} names KMS keys: add it to keyReferences`).toContain(type);
  for (const [type, references] of Object.entries(keyReferences)) {
    const facts = Object.keys(models.find((one) => one.type === type)?.facts ?? {});
    for (const { fact } of references) expect(facts).toContain(fact);
  }
});
