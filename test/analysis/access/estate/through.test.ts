import { describe, expect, it } from 'vitest';
import type { Answer } from '../../../../src/analysis/access/estate/answer.ts';
import { ask } from '../../../../src/analysis/access/estate/ask.ts';
import { whoCan } from '../../../../src/analysis/access/estate/who-can.ts';
import type { Gap } from '../../../../src/model/resource.ts';
import {
  accountBlock,
  allow,
  bucket,
  denied,
  document,
  estateOf,
  home,
  other,
  resource,
  role,
  roleArn,
} from './estate-of.ts';

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html: "both the access point and the underlying bucket must
// permit the request".

const get = 's3:GetObject';
const objects = 'arn:aws:s3:::features/*';
const pointArn = `arn:aws:s3:eu-central-1:${home}:accesspoint/labels`;
const mrapArn = `arn:aws:s3::${home}:accesspoint/mfzwi23gnjvgw.mrap`;
const noBlock = {
  blockPublicAcls: false,
  ignorePublicAcls: false,
  blockPublicPolicy: false,
  restrictPublicBuckets: false,
};

const point = (policy: object | null, facts: object = {}, arn = pointArn) =>
  resource('AWS::S3::AccessPoint', arn, {
    ...{ bucket: 'features', bucketAccount: home, 'network.origin': 'Internet', 'network.vpc': null },
    ...{ 'access.policyDocument': policy, 'access.publicAccessBlock': noBlock, ...facts },
  });
const mrap = (policy: object | null, buckets: readonly string[] = ['features'], facts: object = {}) =>
  resource('AWS::S3::MultiRegionAccessPoint', mrapArn, {
    buckets: buckets.map((name) => ({ bucket: name, account: home, region: null })),
    ...{ 'access.policyDocument': policy, 'access.publicAccessBlock': noBlock, ...facts },
  });
const gap: Gap = { type: 'AWS::S3::AccessPoint', partition: 'aws', account: home, region: 'eu-central-1', ...denied };

const when = (operator: string, key: string, value: string) => ({ Condition: { [operator]: { [key]: value } } });
const grant = (Principal: unknown, Resource: string, rest: object = {}) =>
  document({ Effect: 'Allow', Principal, Action: get, Resource, ...rest });
/** A bucket that leaves it to the access points of an account who gets in. */
const delegating = (account = home) =>
  bucket(
    'features',
    document({
      ...{ Effect: 'Allow', Principal: '*', Action: '*', Resource: ['arn:aws:s3:::features', objects] },
      ...when('StringEquals', 's3:DataAccessPointAccount', account),
    }),
  );

const outsideOf = (resources: Parameters<typeof estateOf>[0], gaps: readonly Gap[] = [], action = get) => {
  const found = whoCan(estateOf([...resources, accountBlock(), ...role('etl')], gaps), action, objects);
  const named = ({ standing, principal, means }: (typeof found.can)[number]): string =>
    standing === 'inside' ? principal : (means ?? principal);
  return {
    can: found.can.filter(({ standing }) => standing !== 'inside').map(named),
    undecided: found.undecided.map(named),
    answers: found.can.filter(({ standing }) => standing !== 'inside').map(({ answer }) => answer),
    reasons: [...new Set(found.undecided.map(({ answer }) => answer.reason))],
    assumptions: found.assumptions,
  };
};

describe('who gets at a bucket that delegates to its access points', () => {
  it('is nobody directly', () => {
    const { can, undecided } = outsideOf([delegating(), point(null)]);
    expect({ can, undecided }).toEqual({ can: [], undecided: [] });
  });

  it('is whom an access point lets in, with the statements of both policies', () => {
    const { can, answers } = outsideOf([delegating(), point(grant({ AWS: other }, `${pointArn}/object/*`))]);
    expect(can).toEqual([`whomever account ${other} lets`]);
    const [answer] = answers as [Answer];
    expect(answer.witness).toMatchObject({
      resource: `${pointArn}/object/example`,
      context: { 's3:DataAccessPointAccount': home, 's3:DataAccessPointArn': pointArn },
    });
    expect(answer.statements.filter(({ kind }) => kind === 'resource').map((one) => one.document)).toEqual([
      `policy of ${pointArn}`,
      'policy of arn:aws:s3:::features',
    ]);
  });

  it('is not who has the right to another object, or to something else', () => {
    const partial = point(grant({ AWS: other }, `${pointArn}/object/public/*`));
    const answer = (object: string, action = get) =>
      ask(estateOf([delegating(), partial, accountBlock()]), roleArn('reader', other), action, object).truth;
    expect(answer('arn:aws:s3:::features/public/a')).toBe('yes');
    expect(answer('arn:aws:s3:::features/private/a')).toBe('no');
    expect(answer('arn:aws:s3:::features/public/a', 's3:PutObject')).toBe('no');
    // No access point takes it.
    expect(answer('arn:aws:s3:::features', 's3:DeleteBucket')).toBe('no');
  });

  it('is a role of the account that may use the access point alone', () => {
    const reads = document(allow(get, `${pointArn}/object/*`));
    const estate = (...more: Parameters<typeof estateOf>[0]) =>
      estateOf([...role('reader', { inline: { reads } }), accountBlock(), ...more]);
    expect(ask(estate(delegating(), point(null)), roleArn('reader'), get, objects).truth).toBe('yes');
    // The bucket has to permit the request too.
    expect(ask(estate(bucket('features'), point(null)), roleArn('reader'), get, objects).truth).toBe('no');
    expect(ask(estate(delegating()), roleArn('reader'), get, objects).truth).toBe('no');
  });

  it('is nobody where the access point, or an account, restricts a public policy', () => {
    const open = grant('*', `${pointArn}/object/*`);
    const restricted = { 'access.publicAccessBlock': { ...noBlock, restrictPublicBuckets: true } };
    expect(outsideOf([delegating(), point(open)]).can).toEqual([
      'anyone with an AWS account',
      'anyone, without signing in',
    ]);
    expect(outsideOf([delegating(), point(open, restricted)]).can).toEqual([]);
    // A policy that names whom it lets in is not public.
    expect(outsideOf([delegating(), point(grant({ AWS: other }, '*'), restricted)]).can).toHaveLength(1);
  });
});

describe('the conditions of both policies', () => {
  /** A condition of the access point's policy, one of the bucket's, and whether one request fulfils both. */
  const rows: readonly (readonly [string, object, object, 'yes' | 'no'])[] = [
    [
      'the same VPC',
      when('StringEquals', 'aws:SourceVpc', 'vpc-a'),
      when('StringEquals', 'aws:SourceVpc', 'vpc-a'),
      'yes',
    ],
    [
      'different VPCs',
      when('StringEquals', 'aws:SourceVpc', 'vpc-a'),
      when('StringEquals', 'aws:SourceVpc', 'vpc-b'),
      'no',
    ],
    ['a VPC and none', when('StringEquals', 'aws:SourceVpc', 'vpc-a'), when('Null', 'aws:SourceVpc', 'true'), 'no'],
    [
      'the same organization',
      when('StringEquals', 'aws:PrincipalOrgID', 'o-a'),
      when('StringEquals', 'aws:PrincipalOrgID', 'o-a'),
      'yes',
    ],
    [
      'different organizations',
      when('StringEquals', 'aws:PrincipalOrgID', 'o-a'),
      when('StringEquals', 'aws:PrincipalOrgID', 'o-b'),
      'no',
    ],
    [
      'ranges that overlap',
      when('IpAddress', 'aws:SourceIp', '203.0.113.0/24'),
      when('IpAddress', 'aws:SourceIp', '203.0.113.128/25'),
      'yes',
    ],
    [
      'disjoint ranges',
      when('IpAddress', 'aws:SourceIp', '203.0.113.0/25'),
      when('IpAddress', 'aws:SourceIp', '203.0.113.128/25'),
      'no',
    ],
    [
      'a VPC and an organization',
      when('StringEquals', 'aws:SourceVpc', 'vpc-a'),
      when('StringEquals', 'aws:PrincipalOrgID', 'o-a'),
      'yes',
    ],
    ['this access point', {}, when('ArnEquals', 's3:DataAccessPointArn', pointArn), 'yes'],
    ['an access point of another name', {}, when('ArnEquals', 's3:DataAccessPointArn', `${pointArn}-2`), 'no'],
    ['a network origin that it has not', {}, when('StringEquals', 's3:AccessPointNetworkOrigin', 'VPC'), 'no'],
    ['another prefix', { Resource: `${pointArn}/object/a/*` }, { Resource: 'arn:aws:s3:::features/b/*' }, 'no'],
    ['one prefix', { Resource: `${pointArn}/object/a/*` }, { Resource: 'arn:aws:s3:::features/a/b*' }, 'yes'],
  ];

  it.each(rows)('have to hold for one request: %s', (_name, ofPoint, ofBucket, expected) => {
    const told = { StringLike: { 's3:DataAccessPointAccount': home } };
    const conditions = { Condition: { ...told, ...(ofBucket as { Condition?: object }).Condition } };
    const estate = estateOf([
      bucket('features', grant('*', objects, { ...ofBucket, ...conditions })),
      ...[point(grant({ AWS: other }, `${pointArn}/object/*`, ofPoint)), accountBlock()],
    ]);
    expect(ask(estate, roleArn('reader', other), get, `${pointArn}/object/*`).truth).toBe(expected);
    expect(ask(estate, roleArn('reader', other), get, objects).truth).toBe(expected);
  });

  it('hold for a VPC access point with requests from its VPC alone', () => {
    const inVpc = { 'network.origin': 'VPC', 'network.vpc': 'vpc-a' };
    const estate = (vpc: string, facts: object = inVpc) =>
      estateOf([
        bucket('features', grant({ AWS: other }, objects, when('StringEquals', 'aws:SourceVpc', vpc))),
        ...[point(grant({ AWS: other }, '*'), facts), accountBlock()],
      ]);
    const question = [roleArn('reader', other), get, `${pointArn}/object/a`] as const;
    expect(ask(estate('vpc-a'), ...question).truth).toBe('yes');
    expect(ask(estate('vpc-b'), ...question).truth).toBe('no');
    expect(ask(estate('vpc-a', { 'network.origin': denied }), ...question).truth).toBe('unknown');
  });
});

describe('a Multi-Region Access Point', () => {
  const toMrap = (name: string) =>
    bucket(name, grant('*', `arn:aws:s3:::${name}/*`, when('StringEquals', 's3:DataAccessPointArn', mrapArn)));

  it('lets in whom it and the bucket allow, if they sign', () => {
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiRegionAccessPointRestrictions.html: anonymous requests are refused.
    expect(outsideOf([toMrap('features'), mrap(grant({ AWS: other }, '*'))]).can).toEqual([
      `whomever account ${other} lets`,
    ]);
    expect(outsideOf([toMrap('features'), mrap(grant('*', '*'))]).can).toEqual(['anyone with an AWS account']);
    expect(outsideOf([delegating(other), mrap(grant({ AWS: home }, '*'))]).can).toEqual([
      `whomever account ${other} lets`,
    ]);
  });

  it('leads to each bucket that allows it', () => {
    const estate = estateOf([
      ...[toMrap('features'), bucket('labels'), accountBlock()],
      mrap(grant({ AWS: other }, '*'), ['labels', 'features']),
    ]);
    const asked = (arn: string) => ask(estate, roleArn('reader', other), get, arn).truth;
    expect(asked(`${mrapArn}/object/a`)).toBe('yes');
    expect(asked('arn:aws:s3:::features/a')).toBe('yes');
    expect(asked('arn:aws:s3:::labels/a')).toBe('no');
  });

  it('is undecided where a bucket behind it is not in the snapshot', () => {
    const estate = estateOf([mrap(grant({ AWS: other }, '*')), accountBlock()]);
    expect(ask(estate, roleArn('reader', other), get, `${mrapArn}/object/a`).truth).toBe('unknown');
    const lost = estateOf([mrap(grant({ AWS: other }, '*'), [], { buckets: denied }), accountBlock()]);
    expect(ask(lost, roleArn('reader', other), get, `${mrapArn}/object/a`).truth).toBe('unknown');
    // Its own policy is its own affair.
    expect(ask(lost, `arn:aws:iam::${home}:root`, 's3:PutMultiRegionAccessPointPolicy', mrapArn).truth).toBe('yes');
  });
});

describe('access points that the snapshot does not hold', () => {
  it('of the own account leave it undecided where they could not be listed, and are taken to be none where nothing is said', () => {
    const listed = outsideOf([delegating()]);
    expect(listed).toMatchObject({ can: [], undecided: [] });
    expect(listed.assumptions).toContainEqual(
      `no access point of account ${home} is in the snapshot: it is taken to have none`,
    );
    const refused = outsideOf([delegating(), point(null)], [gap]);
    expect(refused.can).toEqual([]);
    expect(refused.undecided).toEqual(['anyone with an AWS account', 'anyone, without signing in']);
    expect(refused.reasons).toEqual([
      `through an access point of account ${home}, which could not be listed (AccessDenied)`,
    ]);
  });

  it('of another account let it in, and leave the others undecided', () => {
    const { can, undecided, answers, reasons } = outsideOf([delegating(other)]);
    expect(can).toEqual([`whomever account ${other} lets`]);
    expect(answers[0]?.assumptions).toContainEqual(
      `there is an access point of account ${other}, which the snapshot does not hold`,
    );
    expect(undecided).toEqual(['anyone with an AWS account', 'anyone, without signing in']);
    expect(reasons).toEqual([`through an access point of account ${other}, which the snapshot does not hold`]);
  });

  it('let anybody in who has an account where the bucket asks for no account', () => {
    const open = bucket(
      'features',
      grant('*', objects, when('StringEquals', 's3:AccessPointNetworkOrigin', 'Internet')),
    );
    expect(outsideOf([open]).can).toEqual(['anyone with an AWS account']);
  });

  it('are those that the bucket names, and no others', () => {
    const named = (arn: string) =>
      bucket('features', grant('*', objects, when('ArnLike', 's3:DataAccessPointArn', arn)));
    const reader = roleArn('reader', other);
    const asked = (arn: string) => ask(estateOf([named(arn), accountBlock()]), reader, get, objects).truth;
    expect(asked(`arn:aws:s3:eu-central-1:${other}:accesspoint/theirs`)).toBe('yes');
    expect(asked(`arn:aws:s3:*:${other}:accesspoint/*`)).toBe('yes');
    expect(asked(`arn:aws:s3::${other}:accesspoint/abc.mrap`)).toBe('yes');
    expect(asked('arn:aws:s3:eu-central-1:777788889999:accesspoint/theirs')).toBe('unknown');
  });

  it('do not matter where the bucket does not ask how a request comes', () => {
    const { can, undecided } = outsideOf([bucket('features', grant({ AWS: other }, objects)), point(null)], [gap]);
    expect({ can, undecided }).toEqual({ can: [`whomever account ${other} lets`], undecided: [] });
  });
});
