import { describe, expect, it } from 'vitest';
import { Derivation } from '../../src/analysis/derive.ts';
import { clusterOverreachingRoles } from '../../src/analysis/overreaching-roles.ts';
import type { Resource } from '../../src/model/resource.ts';
import { allow, denied, document, home, policy, resource, role, roleArn } from './access/estate/estate-of.ts';

const trust = (Condition?: object, Service = 'redshift.amazonaws.com'): object =>
  document({
    ...{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' },
    ...(Condition === undefined ? {} : { Condition }),
  });
const users = { StringEquals: { 'sts:ExternalId': `arn:aws:redshift:eu-central-1:${home}:dbuser:warehouse/loader` } };
const guarded = trust(users);
const load = (trusted: object, ...statements: readonly object[]): Resource[] =>
  role('load', { trust: trusted, inline: { data: document(...statements) } });

/** The fact of a cluster with these roles, among these resources. */
const derive = (roles: unknown, ...others: readonly Resource[]): unknown => {
  const derivation = new Derivation([clusterOverreachingRoles]);
  for (const one of others) derivation.gather(one);
  const arn = `arn:aws:redshift:eu-central-1:${home}:cluster:warehouse`;
  const derived = derivation.apply(resource('AWS::Redshift::Cluster', arn, { roles }));
  return derived.facts[clusterOverreachingRoles.path] ?? derived.unknown[clusterOverreachingRoles.path]?.code;
};
const attached = (name: string, applyStatus = 'in-sync') => ({ role: roleArn(name), applyStatus });
const problems = (...resources: readonly Resource[]): unknown => {
  const found = derive([attached('load')], ...resources);
  return Array.isArray(found)
    ? (found as readonly { problem: string; actions: string[] }[]).map(({ problem, actions }) =>
        `${problem} ${actions[0] ?? ''}`.trim(),
      )
    : found;
};

describe('a role of a cluster reaches too far', () => {
  it.each<[string, Resource[], readonly string[]]>([
    ['not with one bucket', load(guarded, allow(['s3:GetObject', 's3:PutObject'], 'arn:aws:s3:::features/*')), []],
    ['with every bucket', load(guarded, allow('s3:*')), ['data s3:GetObject']],
    ['by only reading every bucket', load(guarded, allow(['s3:Get*', 's3:List*'])), ['data s3:GetObject']],
    ['by only writing every bucket', load(guarded, allow('s3:PutObject')), ['data s3:PutObject']],
    [
      'with every table that COPY can read',
      load(guarded, allow(['dynamodb:Scan', 'dynamodb:DescribeTable'])),
      ['data dynamodb:Scan'],
    ],
    ['with the whole catalog', load(guarded, allow('glue:*')), ['catalog glue:CreateTable']],
    ['not by reading the catalog', load(guarded, allow(['glue:Get*', 'glue:BatchGet*'])), []],
    [
      'not with one database of the catalog',
      load(
        guarded,
        allow('glue:*', ['arn:aws:glue:*:*:catalog', 'arn:aws:glue:*:*:database/features', 'arn:aws:glue:*:*:table/*']),
      ),
      [],
    ],
    ['not by Lake Formation, which decides by itself', load(guarded, allow('lakeformation:GetDataAccess')), []],
    ['where any cluster may have it', load(trust()), ['trust']],
    ['where any workgroup may have it', load(trust(undefined, 'redshift-serverless.amazonaws.com')), ['trust']],
    ['not where the account is fixed', load(trust({ StringEquals: { 'aws:SourceAccount': home } })), []],
    [
      'not where the cluster is fixed',
      load(trust({ ArnLike: { 'aws:SourceArn': `arn:aws:redshift:eu-central-1:${home}:cluster:warehouse` } })),
      [],
    ],
    ['where the user may be anybody', load(trust({ StringLike: { 'sts:ExternalId': '*' } })), ['trust']],
    ['not by trusting another service', load(trust(undefined, 'glue.amazonaws.com')), []],
    ['in all ways', load(trust(), allow('*')), ['data s3:GetObject', 'catalog glue:CreateTable', 'trust']],
  ])('%s', (_, resources, expected) => expect(problems(...resources)).toEqual(expected));

  it('not while it is being removed, and not where there is none', () => {
    expect(derive([attached('load', 'removing')], ...load(trust()))).toEqual([]);
    expect(derive([])).toEqual([]);
  });

  it('within its permissions boundary', () => {
    const boundary = `arn:aws:iam::${home}:policy/narrow`;
    const narrow = policy('narrow', document(allow('s3:GetObject', 'arn:aws:s3:::features/*')));
    expect(
      problems(...role('load', { trust: guarded, boundary, inline: { data: document(allow('*')) } }), narrow),
    ).toEqual([]);
  });

  it('is unknown where a role or a policy of it is, unless something certain is too wide', () => {
    expect(derive([attached('load')])).toBe('NotInSnapshot');
    expect(derive(denied)).toBe('AccessDenied');
    expect(problems(...role('load', { trust: guarded, attached: [`arn:aws:iam::${home}:policy/lost`] }))).toBe(
      'NotUnderstood',
    );
    expect(problems(...role('load', { trust: denied }))).toBe('NotUnderstood');
    expect(derive([attached('gone'), attached('load')], ...load(trust()))).toMatchObject([{ problem: 'trust' }]);
  });
});
