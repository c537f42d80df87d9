import { describe, expect, it } from 'vitest';
import { bucketInBackupPlan, tableInBackupPlan, volumeInBackupPlan } from '../../src/analysis/backup-selected.ts';
import { derived, gap, member, refusal, resource } from './resources.ts';

// https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources-json.html
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupSelection.html

const tag = (key: string, value: string) => ({ key, value });
const none = { equals: [], notEquals: [], like: [], notLike: [] };
const nothing = { plan: 'nightly', resources: [], excluded: [], tagged: [], conditions: none, optedIn: [] };
let count = 0;
const selection = (facts: object, place: object = {}) =>
  resource(
    'AWS::Backup::BackupSelection',
    `arn:aws:backup:eu-central-1:111122223333:backup-plan:nightly:selection/${count++}`,
    { ...nothing, ...facts },
    place,
  );
const volume = (tags: object | typeof refusal = {}) =>
  resource('AWS::EC2::Volume', 'arn:aws:ec2:eu-central-1:111122223333:volume/vol-1', { tags });
const isSelected = (facts: object, tags: object | typeof refusal = {}) =>
  derived(volumeInBackupPlan, volume(tags), [selection(facts)]);

describe('a resource that a backup plan is for', () => {
  it.each([
    'arn:aws:ec2:eu-central-1:111122223333:volume/vol-1',
    'arn:aws:ec2:*:*:volume/*',
    'arn:aws:ec2:eu-central-1:111122223333:volume/v*',
  ])('is named by ARN or pattern, whatever the Region is opted in to: %s', (pattern) => {
    expect(isSelected({ resources: ['arn:aws:s3:::other', pattern] })).toBe(true);
    expect(isSelected({ resources: [pattern], optedIn: refusal })).toBe(true);
  });

  it.each(['*', 'arn:aws:ec2:*', 'arn:aws:ec2:*:*:*'])('or by service, where the Region is opted in: %s', (pattern) => {
    expect(isSelected({ resources: [pattern], optedIn: ['EBS', 'S3'] })).toBe(true);
    expect(isSelected({ resources: [pattern], optedIn: ['S3'] })).toBe(false);
    expect(isSelected({ resources: [pattern], optedIn: refusal })).toEqual(refusal);
  });

  it('is not what a pattern only resembles', () => {
    expect(isSelected({ resources: ['arn:aws:ec2:*:*:instance/*', 'arn:aws:ec2:*:*:volume/vol-?'] })).toBe(false);
    expect(isSelected({ resources: ['arn:aws:ec2:*:*:volume/vol'] })).toBe(false);
  });

  it('has one of the tags that are listed, in an opted in Region', () => {
    const tagged = [tag('backup', 'daily'), tag('backup', 'weekly')];
    expect(isSelected({ tagged, optedIn: ['EBS'] }, { backup: 'weekly' })).toBe(true);
    expect(isSelected({ tagged, optedIn: ['EBS'] }, { backup: 'Weekly' })).toBe(false);
    expect(isSelected({ tagged, optedIn: ['EBS'] })).toBe(false);
    expect(isSelected({ tagged }, { backup: 'weekly' })).toBe(false);
  });

  it('is named or has a listed tag: one of the two is enough', () => {
    const facts = { resources: ['arn:aws:ec2:*:*:volume/*'], tagged: [tag('backup', 'daily')] };
    expect(isSelected(facts)).toBe(true);
    expect(isSelected({ ...facts, resources: ['arn:aws:s3:::*'], optedIn: ['EBS'] }, { backup: 'daily' })).toBe(true);
  });

  it('meets all conditions', () => {
    const facts = (conditions: object) => ({
      resources: ['arn:aws:ec2:*:*:volume/*'],
      conditions: { ...none, ...conditions },
    });
    const equals = [tag('backup', 'yes'), tag('owner', 'features')];
    expect(isSelected(facts({ equals }), { backup: 'yes', owner: 'features' })).toBe(true);
    expect(isSelected(facts({ equals }), { backup: 'yes' })).toBe(false);
    for (const pattern of ['prod*', '*rod*', '*']) {
      expect(isSelected(facts({ like: [tag('stage', pattern)] }), { stage: 'production' })).toBe(true);
    }
    expect(isSelected(facts({ like: [tag('stage', 'prod')] }), { stage: 'production' })).toBe(false);
    expect(isSelected(facts({ notEquals: [tag('stage', 'test')] }), { stage: 'production' })).toBe(true);
    expect(isSelected(facts({ notEquals: [tag('stage', 'test')] }), { stage: 'test' })).toBe(false);
    expect(isSelected(facts({ notLike: [tag('stage', 't*')] }), { stage: 'test' })).toBe(false);
    expect(isSelected(facts({ notLike: [tag('stage', 't*')] }), { stage: 'production' })).toBe(true);
  });

  it('may meet a negative condition on a tag that it does not have, which AWS leaves open', () => {
    const conditions = { ...none, notEquals: [tag('stage', 'test')] };
    expect(isSelected({ resources: ['arn:aws:ec2:*:*:volume/*'], conditions })).toMatchObject({
      code: 'NotUnderstood',
    });
    expect(isSelected({ resources: ['arn:aws:s3:::*'], conditions })).toBe(false);
  });

  it('is not excluded', () => {
    const resources = ['arn:aws:ec2:*:*:volume/*'];
    expect(isSelected({ resources, excluded: ['arn:aws:ec2:*:*:volume/vol-1'] })).toBe(false);
    expect(isSelected({ resources, excluded: ['arn:aws:ec2:*:*:volume/vol-2'] })).toBe(true);
    expect(isSelected({ resources, excluded: ['*'] })).toBe(false);
  });

  it('is anything that the Region is opted in to, where a selection names neither resources nor tags', () => {
    expect(isSelected({ optedIn: ['EBS'] })).toBe(true);
    expect(isSelected({ optedIn: ['S3'] })).toBe(false);
    expect(isSelected({ optedIn: ['EBS'], excluded: ['arn:aws:ec2:*:*:volume/*'] })).toBe(false);
  });

  it('is of the same account and Region, and of any of the plans', () => {
    const mine = { resources: ['arn:aws:ec2:*:*:volume/*'] };
    const of = (...others: Parameters<typeof derived>[2] & object) => derived(volumeInBackupPlan, volume(), others);
    expect(of(selection(mine, { account: member }), selection(mine, { region: 'eu-west-1' }))).toBe(false);
    expect(of(selection({ resources: ['arn:aws:s3:::*'] }), selection(mine))).toBe(true);
    expect(of()).toBe(false);
  });
});

describe('what is not known of selections', () => {
  const mine = selection({ resources: ['arn:aws:ec2:*:*:volume/*'] });

  it('leaves it open, unless the rest decides', () => {
    expect(derived(volumeInBackupPlan, volume(), [], [gap('AWS::Backup::BackupSelection')])).toEqual(refusal);
    expect(derived(volumeInBackupPlan, volume(), [mine], [gap('AWS::Backup::BackupSelection')])).toBe(true);
    for (const lost of ['resources', 'excluded', 'tagged', 'conditions']) {
      const unread = selection({ ...{ resources: ['arn:aws:ec2:*:*:volume/*'] }, [lost]: refusal });
      const answer = derived(volumeInBackupPlan, volume(), [unread]);
      // Named already, it needs no tag.
      expect(answer).toEqual(lost === 'tagged' ? true : refusal);
      expect(derived(volumeInBackupPlan, volume(), [unread, mine])).toBe(true);
    }
  });

  it('is the tags, where they matter', () => {
    expect(isSelected({ tagged: [tag('backup', 'daily')], optedIn: ['EBS'] }, refusal)).toEqual(refusal);
    expect(isSelected({ resources: ['arn:aws:ec2:*:*:volume/*'] }, refusal)).toBe(true);
    const conditions = { ...none, equals: [tag('backup', 'daily')] };
    expect(isSelected({ resources: ['arn:aws:ec2:*:*:volume/*'], conditions }, refusal)).toEqual(refusal);
    expect(isSelected({ resources: ['arn:aws:s3:::*'], conditions }, refusal)).toBe(false);
  });
});

describe('buckets and tables', () => {
  const bucket = resource('AWS::S3::Bucket', 'arn:aws:s3:::features', { tags: { backup: 'daily' } });
  const table = resource('AWS::DynamoDB::Table', 'arn:aws:dynamodb:eu-central-1:111122223333:table/labels', {
    tags: {},
  });

  it('are selected in the same way, by their own kind', () => {
    const byTag = { tagged: [tag('backup', 'daily')] };
    expect(derived(bucketInBackupPlan, bucket, [selection({ ...byTag, optedIn: ['S3'] })])).toBe(true);
    expect(derived(bucketInBackupPlan, bucket, [selection({ ...byTag, optedIn: ['EBS'] })])).toBe(false);
    expect(derived(bucketInBackupPlan, bucket, [selection({ resources: ['arn:aws:s3:::*'] })])).toBe(true);
    expect(derived(bucketInBackupPlan, bucket, [selection({ resources: ['arn:aws:s3:*'] })])).toBe(false);
    expect(derived(tableInBackupPlan, table, [selection({ resources: ['arn:aws:dynamodb:*:*:table/*'] })])).toBe(true);
    expect(derived(tableInBackupPlan, table, [selection({ optedIn: ['DynamoDB'] })])).toBe(true);
  });
});
