// How long the escalation paths of an account take: node scripts/run.mjs bench/escalation.ts [ROLES POLICIES]
import { EscalationGraph } from '../src/analysis/access/escalation-graph/graph.ts';
import { findAllPaths, findPath } from '../src/analysis/access/escalation-graph/paths.ts';
import { Estate } from '../src/analysis/access/estate/estate.ts';
import { whatCan } from '../src/analysis/access/estate/what-can.ts';
import { whoCan } from '../src/analysis/access/estate/who-can.ts';
import type { Resource } from '../src/model/resource.ts';

// An account as large ones are: most roles are for services, many are assumed by other roles, few may change IAM, and hardly any is
// administrator. Policies of teams name their own resources, denies and boundaries stand in the way. Made with a small generator of
// pseudo-random numbers: the same numbers give the same account.

const account = '111122223333';
const teams = 120;

/** Gives a number below the limit (mulberry32). */
const makeDice = (seed: number): ((below: number) => number) => {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
};

const resource = (type: string, arn: string, facts: Resource['facts']): Resource => ({
  ...{ key: '', arn, type, name: arn.split('/').at(-1) ?? '', partition: 'aws', account, region: 'global' },
  ...{ source: 'live', collectedAt: '2026-11-23T06:40:30Z', facts, unknown: {} },
});

const document = (...Statement: readonly object[]): object => ({ Version: '2012-10-17', Statement });
const allow = (
  Action: string | readonly string[],
  Resource: string | readonly string[],
  rest: object = {},
): object => ({
  ...{ Effect: 'Allow', Action, Resource },
  ...rest,
});

const roleArn = (number: number): string => `arn:aws:iam::${account}:role/team-${number % teams}/role-${number}`;
const services = [
  'lambda',
  'lambda',
  'lambda',
  'ec2',
  'ec2',
  'ecs-tasks',
  'ecs-tasks',
  'glue',
  'states',
  'sagemaker',
  'codebuild',
];

/** The statements of one policy of a team. */
const statements = (dice: (below: number) => number, team: number, roles: number): object[] => {
  const own = [
    allow(['s3:GetObject', 's3:PutObject'], `arn:aws:s3:::team-${team}-${dice(50)}/*`),
    allow('logs:*', '*'),
  ];
  const kind = dice(100);
  if (kind < 12) own.push(allow('sts:AssumeRole', `arn:aws:iam::${account}:role/team-${team}/*`));
  else if (kind < 18) own.push(allow('sts:AssumeRole', roleArn(dice(roles))));
  else if (kind < 20)
    own.push(allow('sts:AssumeRole', '*', { Condition: { StringEquals: { 'aws:ResourceTag/team': String(team) } } }));
  else if (kind < 26) {
    own.push(
      allow('iam:PassRole', `arn:aws:iam::${account}:role/team-${team}/*`, {
        Condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
      }),
      allow(['lambda:CreateFunction', 'lambda:InvokeFunction', 'lambda:UpdateFunctionCode'], '*'),
    );
  } else if (kind < 28) own.push(allow(['iam:PassRole', 'ec2:RunInstances', 'ec2:Describe*'], '*'));
  else if (kind < 29)
    own.push(allow(['iam:Get*', 'iam:List*', 'iam:CreateAccessKey'], `arn:aws:iam::${account}:user/team-${team}/*`));
  else if (kind < 30) {
    own.push(allow('*', '*'), {
      Effect: 'Deny',
      Action: ['iam:*', 'sts:AssumeRole', 'organizations:*'],
      Resource: '*',
    });
  } else if (kind < 31)
    own.push(allow(['iam:PutRolePolicy', 'iam:AttachRolePolicy'], `arn:aws:iam::${account}:role/team-${team}/*`));
  else if (kind < 60) own.push(allow(['dynamodb:*'], `arn:aws:dynamodb:eu-central-1:${account}:table/team-${team}-*`));
  return own;
};

const trust = (dice: (below: number) => number, team: number, roles: number): object => {
  const kind = dice(100);
  const principal =
    kind < 62
      ? { Service: `${services[dice(services.length)]}.amazonaws.com` }
      : kind < 84
        ? { AWS: `arn:aws:iam::${account}:root` }
        : kind < 97
          ? { AWS: roleArn(team + teams * dice(Math.max(1, Math.floor(roles / teams)))) }
          : { AWS: `arn:aws:iam::${444455556666 + dice(5)}:root` };
  return document({ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' });
};

/** An account of so many roles and managed policies. */
function makeAccount(roles: number, policies: number): Estate {
  const dice = makeDice(roles + policies);
  const estate = new Estate();
  const policyArn = (number: number): string => `arn:aws:iam::${account}:policy/team-${number % teams}-${number}`;
  for (let number = 0; number < policies; number++) {
    const value = document(...statements(dice, number % teams, roles));
    estate.add(resource('AWS::IAM::ManagedPolicy', policyArn(number), { document: value }));
  }
  const boundary = `arn:aws:iam::${account}:policy/boundary`;
  const bounds = document(allow('*', '*'), { Effect: 'Deny', Action: ['iam:*', 'sts:*'], Resource: '*' });
  estate.add(resource('AWS::IAM::ManagedPolicy', boundary, { document: bounds }));
  const everything = 'arn:aws:iam::aws:policy/AdministratorAccess';
  estate.add(
    resource('AWS::IAM::AWSManagedPolicy', `arn:aws:iam::${account}:aws-policy/AdministratorAccess`, {
      policyArn: everything,
      document: document(allow('*', '*')),
    }),
  );
  for (let number = 0; number < roles; number++) {
    const team = number % teams;
    const arn = roleArn(number);
    const attached = Array.from({ length: 1 + dice(3) }, () =>
      policyArn(team + teams * dice(Math.max(1, Math.floor(policies / teams)))),
    );
    if (dice(150) === 0) attached.push(everything);
    const hasInline = dice(2) === 0;
    if (hasInline) {
      const owner = { kind: 'role', name: `role-${number}`, arn, path: `/team-${team}/` };
      const inline = `arn:aws:iam::${account}:inline-policy/role/team-${team}/role-${number}/own`;
      const value = document(...statements(dice, team, roles), allow('s3:ListBucket', `arn:aws:s3:::role-${number}`));
      estate.add(resource('AWS::IAM::Policy', inline, { document: value, owner }));
    }
    estate.add(
      resource('AWS::IAM::Role', arn, {
        attachedPolicies: attached,
        inlinePolicies: hasInline ? ['own'] : [],
        permissionsBoundary: dice(6) === 0 ? boundary : null,
        'access.policyDocument': trust(dice, team, roles),
        instanceProfiles: [],
        isServiceLinked: false,
      }),
    );
  }
  estate.add(
    resource('AWS::S3::Bucket', 'arn:aws:s3:::team-1-7', {
      'access.policyDocument': null,
      'access.publicAccessBlock': null,
      'access.objectOwnership': 'BucketOwnerEnforced',
      'encryption.atRest': { enabled: true, algorithm: 'AES256', key: null },
    }),
  );
  return estate;
}

/** Runs something and prints how long it took, of processor time: what else the machine does counts for little. */
const time = <Result>(what: string, run: () => Result): Result => {
  const start = process.cpuUsage();
  const result = run();
  const { user, system } = process.cpuUsage(start);
  console.log(`${what.padEnd(52)} ${((user + system) / 1_000_000).toFixed(2)} s`);
  return result;
};

const [roles = 5000, policies = 2000] = process.argv.slice(2).map(Number);
const estate = time(`${roles} roles and ${policies} policies read into the index`, () => makeAccount(roles, policies));
const graph = time('graph', () => new EscalationGraph(estate));
const paths = time('every path to administrator', () => findAllPaths(graph));
const steps = new Map<string, number>();
for (const { truth, steps: path } of paths) {
  const key = truth === 'yes' ? `${path.length} steps` : truth;
  steps.set(key, (steps.get(key) ?? 0) + 1);
}
console.log(
  [...steps]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, count]) => `  ${key}: ${count}`)
    .join('\n'),
);
const far = paths.reduce((best, one) => (one.steps.length > best.steps.length ? one : best));
const fresh = new EscalationGraph(estate);
time('the path of the principal with the longest', () => findPath(fresh, far.identity));
const none = paths.find(({ truth }) => truth === 'no');
if (none !== undefined) time('no path, of a principal that has none', () => findPath(fresh, none.identity));
const { can } = time('who can read a bucket', () => whoCan(estate, 's3:GetObject', 'arn:aws:s3:::team-1-7/*'));
console.log(`  ${can.length} can`);
time('what a principal can', () => whatCan(estate, far.identity));
console.log(`peak memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB`);
