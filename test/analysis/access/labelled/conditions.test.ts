// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how policies write variables.
import { describe, expect, it } from 'vitest';
import { ACCOUNT, allow, ask, BOB, deny, doc } from './vectors.ts';

type Value = string | number | boolean | readonly (string | number | boolean)[];
/** Operator, key, values of the policy, value of the request (undefined: absent), and whether the condition matches. */
type Row = readonly [string, string, Value, Value | undefined, boolean, Readonly<Record<string, Value>>?];

const request = {
  principal: BOB,
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::features/a',
  resourceAccount: ACCOUNT,
};

/** A condition that matches makes an Allow allow and a Deny deny; one that does not leaves both out. */
function conditions(page: string, rows: readonly Row[]): void {
  describe(`https://docs.aws.amazon.com/IAM/latest/UserGuide/${page}`, () => {
    for (const [operator, key, policy, given, matches, more] of rows) {
      it(`${operator} ${key} ${JSON.stringify(policy)} against ${JSON.stringify(given)}: ${matches}`, () => {
        const context = { ...more, ...(given === undefined ? {} : { [key]: given }) };
        const Condition = { [operator]: { [key]: policy } };
        const verdict = (...statements: readonly object[]): unknown =>
          ask('authorize', { identity: [doc(...statements)] }, { ...request, context });
        expect(verdict(allow({ Condition }))).toBe(matches ? 'allow' : 'deny');
        expect(verdict(allow(), deny({ Condition }))).toBe(matches ? 'deny' : 'allow');
      });
    }
  });
}

const TAG = 'aws:PrincipalTag/job';
conditions('reference_policies_elements_condition_operators.html#Conditions_String', [
  ['StringEquals', TAG, 'admin', 'admin', true],
  ['StringEquals', TAG, 'admin', 'Admin', false],
  ['StringEquals', TAG, 'admin', undefined, false],
  ['StringEquals', TAG, 'adm*', 'admin', false],
  ['StringEquals', TAG, 'adm*', 'adm*', true],
  ['StringEquals', TAG, ['admin', 'ops'], 'ops', true],
  ['StringEquals', TAG, [], 'ops', false],
  ['StringEquals', 'AWS:principaltag/JOB', 'admin', 'admin', true],
  ['StringEquals', TAG, 'admin', ['admin'], true],
  ['StringEquals', TAG, 'admin', ['admin', 'ops'], false],
  ['StringEquals', TAG, 7, '7', true],
  ['StringEquals', TAG, '7', 7, true],
  ['StringEquals', TAG, true, 'true', true],
  ['StringNotEquals', TAG, 'admin', 'ops', true],
  ['StringNotEquals', TAG, 'admin', 'admin', false],
  ['StringNotEquals', TAG, 'admin', undefined, true],
  ['StringNotEquals', TAG, ['admin', 'ops'], 'ops', false],
  ['StringNotEquals', TAG, ['admin', 'ops'], 'dev', true],
  ['StringNotEquals', TAG, 'admin', ['dev', 'ops'], false],
  ['StringEqualsIgnoreCase', TAG, 'ADMIN', 'admin', true],
  ['StringEqualsIgnoreCase', TAG, 'ADMIN', 'admins', false],
  ['StringNotEqualsIgnoreCase', TAG, 'ADMIN', 'admin', false],
  ['StringNotEqualsIgnoreCase', TAG, 'ADMIN', undefined, true],
  ['StringLike', TAG, 'adm*', 'admin', true],
  ['StringLike', TAG, 'adm*', 'adm', true],
  ['StringLike', TAG, 'a?m?n', 'admin', true],
  ['StringLike', TAG, 'a?min?', 'admin', false],
  ['StringLike', TAG, 'ADM*', 'admin', false],
  ['StringLike', TAG, '*', '', true],
  ['StringLike', TAG, '*', undefined, false],
  ['StringNotLike', TAG, 'adm*', 'admin', false],
  ['StringNotLike', TAG, 'adm*', 'ops', true],
  ['StringNotLike', TAG, 'adm*', undefined, true],
  ['StringNotLike', TAG, ['adm*', 'o*'], 'ops', false],
]);

conditions('reference_policies_elements_condition_operators.html#Conditions_Numeric', [
  ['NumericEquals', 's3:max-keys', '10', '10', true],
  ['NumericEquals', 's3:max-keys', 10, '10', true],
  ['NumericEquals', 's3:max-keys', '10', 10, true],
  ['NumericEquals', 's3:max-keys', '10', '10.0', true],
  ['NumericEquals', 's3:max-keys', '10', '11', false],
  ['NumericEquals', 's3:max-keys', '10', 'ten', false],
  ['NumericEquals', 's3:max-keys', 'ten', '10', false],
  ['NumericNotEquals', 's3:max-keys', '10', '11', true],
  ['NumericNotEquals', 's3:max-keys', '10', '10', false],
  ['NumericNotEquals', 's3:max-keys', '10', undefined, true],
  ['NumericNotEquals', 's3:max-keys', ['10', '11'], '11', false],
  ['NumericNotEquals', 's3:max-keys', 'ten', '10', false],
  ['NumericNotEquals', 's3:max-keys', '10', 'ten', false],
  ['NumericLessThan', 's3:max-keys', '10', '9', true],
  ['NumericLessThan', 's3:max-keys', '10', '10', false],
  ['NumericLessThan', 's3:max-keys', '10', '9.5', true],
  ['NumericLessThanEquals', 's3:max-keys', '10', '10', true],
  ['NumericLessThanEquals', 's3:max-keys', '10', undefined, false],
  ['NumericLessThanEquals', 's3:max-keys', ['1', '10'], '5', true],
  ['NumericGreaterThan', 's3:max-keys', '10', '100', true],
  ['NumericGreaterThan', 's3:max-keys', '10', '9', false],
  ['NumericGreaterThanEquals', 's3:max-keys', '-10', '-10', true],
  ['NumericGreaterThanEquals', 's3:max-keys', '10', '9', false],
  ['NumericLessThanIfExists', 's3:max-keys', '10', undefined, true],
  ['NumericLessThanIfExists', 's3:max-keys', '10', '11', false],
]);

const TIME = 'aws:TokenIssueTime';
conditions('reference_policies_elements_condition_operators.html#Conditions_Date', [
  ['DateGreaterThan', TIME, '2020-01-01T00:00:01Z', '2020-01-01T00:00:02Z', true],
  ['DateGreaterThan', TIME, '2020-01-01T00:00:01Z', '2020-01-01T00:00:01Z', false],
  ['DateGreaterThan', TIME, '2020-01-01T00:00:01Z', undefined, false],
  ['DateGreaterThan', TIME, '2020-01-01', '2020-01-02', true],
  ['DateGreaterThan', TIME, '2020', '2021-05-05T00:00:00Z', true],
  ['DateGreaterThan', TIME, '1577836800', '2020-01-01T00:00:01Z', true],
  ['DateGreaterThan', TIME, '2020-01-01T00:00:01Z', '1577836802', true],
  ['DateGreaterThan', TIME, 1577836800, 1577836801, true],
  ['DateLessThan', TIME, '2020-06-30T23:59:59Z', '2020-06-30T23:59:58Z', true],
  ['DateLessThan', TIME, '2020-06-30T23:59:59Z', '2020-07-01T00:00:00Z', false],
  ['DateLessThan', TIME, '2020-06-30T23:59:59Z', 'tomorrow', false],
  ['DateLessThanEquals', TIME, '2020-06-30T23:59:59Z', '2020-06-30T23:59:59Z', true],
  ['DateLessThanEquals', TIME, '2020-06-30T12:00:00+02:00', '2020-06-30T10:00:00Z', true],
  ['DateGreaterThanEquals', TIME, '2020-06-30T12:00:00+02:00', '2020-06-30T09:59:59Z', false],
  ['DateEquals', TIME, '2020-06-30T10:00:00Z', '2020-06-30T12:00:00+02:00', true],
  ['DateNotEquals', TIME, '2020-06-30T10:00:00Z', '2020-06-30T10:00:01Z', true],
  ['DateNotEquals', TIME, '2020-06-30T10:00:00Z', undefined, true],
  ['DateNotEquals', TIME, 'never', '2020-06-30T10:00:01Z', false],
  ['DateLessThan', 'aws:EpochTime', '2020-01-01T00:00:00Z', '1577836799', true],
  ['DateGreaterThan', 'aws:CurrentTime', '2020-01-01T00:00:00Z', '2019-12-31T23:59:59Z', false],
]);

conditions('reference_policies_elements_condition_operators.html#Conditions_Boolean', [
  ['Bool', 'aws:SecureTransport', 'true', 'true', true],
  ['Bool', 'aws:SecureTransport', 'true', true, true],
  ['Bool', 'aws:SecureTransport', true, 'true', true],
  ['Bool', 'aws:SecureTransport', 'True', 'TRUE', true],
  ['Bool', 'aws:SecureTransport', 'false', false, true],
  ['Bool', 'aws:SecureTransport', 'false', 'true', false],
  ['Bool', 'aws:SecureTransport', 'true', 'yes', false],
  ['Bool', 'aws:MultiFactorAuthPresent', 'true', undefined, false],
  ['Bool', 'aws:MultiFactorAuthPresent', 'false', undefined, false],
  ['BoolIfExists', 'aws:MultiFactorAuthPresent', 'true', undefined, true],
  ['BoolIfExists', 'aws:MultiFactorAuthPresent', 'false', undefined, true],
  ['BoolIfExists', 'aws:MultiFactorAuthPresent', 'true', 'false', false],
  ['Bool', 'aws:SecureTransport', ['true', 'false'], 'false', true],
  ['Bool', 'aws:SecureTransport', '${aws:ViaAWSService}', 'true', true, { 'aws:ViaAWSService': 'true' }],
]);

conditions('reference_policies_elements_condition_operators.html#Conditions_Binary', [
  ['BinaryEquals', 'lambda:key', 'QmluYXJ5VmFsdWVJbkJhc2U2NA==', 'QmluYXJ5VmFsdWVJbkJhc2U2NA==', true],
  ['BinaryEquals', 'lambda:key', 'QmluYXJ5VmFsdWVJbkJhc2U2NA==', 'QmluYXJ5VmFsdWVJbkJhc2U2NQ==', false],
  ['BinaryEquals', 'lambda:key', 'QmluYXJ5VmFsdWVJbkJhc2U2NA==', undefined, false],
  ['BinaryEqualsIfExists', 'lambda:key', 'QmluYXJ5VmFsdWVJbkJhc2U2NA==', undefined, true],
]);

const IP = 'aws:SourceIp';
conditions('reference_policies_elements_condition_operators.html#Conditions_IPAddress', [
  ['IpAddress', IP, '203.0.113.0/24', '203.0.113.7', true],
  ['IpAddress', IP, '203.0.113.0/24', '203.0.114.7', false],
  ['IpAddress', IP, '203.0.113.7', '203.0.113.7', true],
  ['IpAddress', IP, '203.0.113.7', '203.0.113.8', false],
  ['IpAddress', IP, '203.0.113.9/24', '203.0.113.7', true],
  ['IpAddress', IP, '0.0.0.0/0', '8.8.8.8', true],
  ['IpAddress', IP, '0.0.0.0/0', '2001:db8::1', false],
  ['IpAddress', IP, '2001:DB8:1234:5678::/64', '2001:db8:1234:5678::1', true],
  ['IpAddress', IP, '2001:DB8:1234:5678::/64', '2001:db8:1234:5679::1', false],
  ['IpAddress', IP, '2001:db8::1', '2001:0db8:0000:0000:0000:0000:0000:0001', true],
  ['IpAddress', IP, ['203.0.113.0/24', '2001:DB8:1234:5678::/64'], '2001:db8:1234:5678::9', true],
  ['IpAddress', IP, '203.0.113.0/24', undefined, false],
  ['IpAddress', IP, '203.0.113.0/24', 'cloudformation.amazonaws.com', false],
  ['IpAddress', IP, '203.0.113.0/33', '203.0.113.7', false],
  ['NotIpAddress', IP, '203.0.113.0/24', '198.51.100.1', true],
  ['NotIpAddress', IP, '203.0.113.0/24', '203.0.113.1', false],
  ['NotIpAddress', IP, ['203.0.113.0/24', '198.51.100.0/24'], '198.51.100.1', false],
  ['NotIpAddress', IP, '203.0.113.0/24', '2001:db8::1', true],
  ['NotIpAddress', IP, '203.0.113.0/24', undefined, true],
  ['NotIpAddress', IP, 'nowhere', '203.0.113.1', false],
  ['NotIpAddressIfExists', IP, '203.0.113.0/24', undefined, true],
]);

const SOURCE = 'aws:SourceArn';
const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:topic-1';
conditions('reference_policies_elements_condition_operators.html#Conditions_ARN', [
  ['ArnEquals', SOURCE, TOPIC, TOPIC, true],
  ['ArnEquals', SOURCE, 'arn:aws:sns:eu-west-1:123456789012:topic-*', TOPIC, true],
  ['ArnLike', SOURCE, 'arn:aws:sns:*:123456789012:topic-?', TOPIC, true],
  ['ArnLike', SOURCE, 'arn:aws:sns:*:*:*', TOPIC, true],
  ['ArnLike', SOURCE, 'arn:*:*:*:*:*', TOPIC, true],
  ['ArnLike', SOURCE, 'arn:aws:sns:*:topic-1', TOPIC, false],
  ['ArnLike', SOURCE, 'arn:aws:sns:*', TOPIC, false],
  ['StringLike', SOURCE, 'arn:aws:sns:*:topic-1', TOPIC, true],
  ['StringEquals', SOURCE, 'arn:aws:sns:*:*:*', TOPIC, false],
  ['ArnLike', SOURCE, 'arn:aws:sqs:*:*:*', TOPIC, false],
  ['ArnLike', SOURCE, 'arn:aws:sns:eu-west-1:123456789012:TOPIC-1', TOPIC, false],
  ['ArnLike', SOURCE, '*', TOPIC, true],
  ['ArnLike', SOURCE, TOPIC, undefined, false],
  ['ArnLike', SOURCE, TOPIC, 'topic-1', false],
  ['ArnLikeIfExists', SOURCE, TOPIC, undefined, true],
  ['ArnNotEquals', SOURCE, TOPIC, TOPIC, false],
  ['ArnNotLike', SOURCE, 'arn:aws:sns:*:123456789012:*', TOPIC, false],
  ['ArnNotLike', SOURCE, 'arn:aws:sns:*:999999999999:*', TOPIC, true],
  ['ArnNotLike', SOURCE, TOPIC, undefined, true],
  ['ArnNotLike', SOURCE, ['arn:aws:sns:*:999999999999:*', TOPIC], TOPIC, false],
  ['ArnLike', SOURCE, 'arn:aws:s3:::features/*', 'arn:aws:s3:::features/a:b/c', true],
  ['ArnLike', SOURCE, 'arn:aws:iam::*:role/*', 'arn:aws:iam::123456789012:role/path/name', true],
]);

conditions('reference_policies_elements_condition_operators.html#Conditions_IfExists', [
  ['StringEqualsIfExists', 'ec2:InstanceType', ['t1.*', 't2.micro'], undefined, true],
  ['StringEqualsIfExists', 'ec2:InstanceType', ['t1.*', 't2.micro'], 't2.micro', true],
  ['StringLikeIfExists', 'ec2:InstanceType', ['t1.*', 't2.*'], 'm5.large', false],
  ['StringNotEqualsIfExists', 'ec2:InstanceType', 't2.micro', undefined, true],
  ['ForAllValues:StringEqualsIfExists', 'aws:TagKeys', ['a'], undefined, true],
  ['ForAllValues:StringEqualsIfExists', 'aws:TagKeys', ['a'], ['a', 'b'], false],
]);

conditions('reference_policies_elements_condition_operators.html#Conditions_Null', [
  ['Null', TIME, 'true', undefined, true],
  ['Null', TIME, 'true', '2020-01-01', false],
  ['Null', TIME, 'false', '2020-01-01', true],
  ['Null', TIME, 'false', undefined, false],
  ['Null', TIME, true, undefined, true],
  ['Null', 'aws:TagKeys', 'false', ['a', 'b'], true],
  ['Null', 'aws:TagKeys', 'true', [], true],
  ['ForAllValues:Null', 'aws:TagKeys', 'true', undefined, true],
]);

conditions('reference_policies_condition-single-vs-multi-valued-context-keys.html', [
  ['ForAllValues:StringEquals', 'aws:TagKeys', ['env', 'cost'], ['env'], true],
  ['ForAllValues:StringEquals', 'aws:TagKeys', ['env', 'cost'], ['env', 'cost'], true],
  ['ForAllValues:StringEquals', 'aws:TagKeys', ['env', 'cost'], ['env', 'owner'], false],
  ['ForAllValues:StringEquals', 'aws:TagKeys', ['env', 'cost'], undefined, true],
  ['ForAllValues:StringEquals', 'aws:TagKeys', ['env', 'cost'], [], true],
  ['ForAllValues:StringEquals', 'aws:TagKeys', ['env', 'cost'], '', true],
  ['ForAllValues:StringEquals', 'aws:TagKeys', ['env', 'cost'], 'env', true],
  ['ForAllValues:StringNotEquals', 'aws:TagKeys', ['env'], ['cost', 'owner'], true],
  ['ForAllValues:StringNotEquals', 'aws:TagKeys', ['env'], ['cost', 'env'], false],
  ['ForAllValues:StringNotEquals', 'aws:TagKeys', ['env'], undefined, true],
  ['ForAllValues:StringLike', 'aws:TagKeys', ['e*', 'c*'], ['env', 'cost', 'cpu'], true],
  ['ForAllValues:StringEquals', 'aws:PrincipalOrgID', ['o-1', 'o-2'], 'o-3', false],
  ['ForAnyValue:StringEquals', 'aws:TagKeys', ['env', 'cost'], ['owner', 'env'], true],
  ['ForAnyValue:StringEquals', 'aws:TagKeys', ['env', 'cost'], ['owner'], false],
  ['ForAnyValue:StringEquals', 'aws:TagKeys', ['env', 'cost'], undefined, false],
  ['ForAnyValue:StringEquals', 'aws:TagKeys', ['env', 'cost'], [], false],
  ['ForAnyValue:StringNotEquals', 'aws:TagKeys', ['env'], ['env', 'cost'], true],
  ['ForAnyValue:StringNotEquals', 'aws:TagKeys', ['env'], ['env'], false],
  ['ForAnyValue:StringNotEquals', 'aws:TagKeys', ['env'], undefined, false],
  ['ForAnyValue:StringLike', 'aws:PrincipalOrgPaths', ['o-a/r-b/ou-1/*'], ['o-a/r-b/ou-1/', 'o-a/r-b/ou-2/'], true],
  ['ForAnyValue:StringLike', 'aws:CalledVia', ['athena.*'], ['glue.amazonaws.com'], false],
  ['ForAllValues:ArnLike', 'aws:SourceArn', ['arn:aws:s3:::a*'], ['arn:aws:s3:::a1', 'arn:aws:s3:::b'], false],
  ['ForAnyValue:IpAddress', IP, ['203.0.113.0/24'], ['198.51.100.1', '203.0.113.9'], true],
  ['ForAllValues:NumericLessThan', 's3:max-keys', '5', ['1', '2'], true],
  ['ForAllValues:Bool', 'aws:MultiFactorAuthPresent', 'true', undefined, true],
]);

conditions('reference_policies_variables.html', [
  ['StringLike', 's3:prefix', 'home/${aws:username}/*', 'home/bob/x', true],
  ['StringLike', 's3:prefix', 'home/${AWS:UserName}/*', 'home/bob/x', true],
  ['StringLike', 's3:prefix', 'home/${aws:username}/*', 'home/eve/x', false],
  [
    'StringEquals',
    's3:ExistingObjectTag/Team',
    '${aws:PrincipalTag/Team}',
    'red',
    true,
    { 'aws:PrincipalTag/Team': 'red' },
  ],
  [
    'StringEquals',
    's3:ExistingObjectTag/Team',
    '${aws:PrincipalTag/Team}',
    'red',
    false,
    { 'aws:PrincipalTag/Team': 'blue' },
  ],
  ['StringEquals', 's3:ExistingObjectTag/Team', '${aws:PrincipalTag/Team}', 'red', false],
  ['StringNotEquals', 's3:ExistingObjectTag/Team', '${aws:PrincipalTag/Team}', 'red', true],
  ['StringNotEquals', 's3:ExistingObjectTag/Team', '${aws:PrincipalTag/Team}', undefined, true],
  ['StringNotLike', 's3:ExistingObjectTag/Team', ['${aws:PrincipalTag/Team}', 'r*'], 'red', false],
  ['StringEquals', 's3:ExistingObjectTag/Team', ['${aws:PrincipalTag/Team}', 'red'], 'red', true],
  [
    'StringEquals',
    's3:ExistingObjectTag/Team',
    '${aws:PrincipalTag/Team}',
    'a',
    false,
    { 'aws:PrincipalTag/Team': ['a', 'b'] },
  ],
  ['StringEquals', TAG, "${aws:PrincipalTag/team, 'company-wide'}", 'company-wide', true],
  [
    'StringEquals',
    TAG,
    "${aws:PrincipalTag/team, 'company-wide'}",
    'yellow',
    true,
    { 'aws:PrincipalTag/team': 'yellow' },
  ],
  [
    'StringEquals',
    TAG,
    "${aws:PrincipalTag/team, 'company-wide'}",
    'company-wide',
    false,
    { 'aws:PrincipalTag/team': 'yellow' },
  ],
  ['StringLike', 's3:prefix', 'a${*}b', 'a*b', true],
  ['StringLike', 's3:prefix', 'a${*}b', 'axb', false],
  ['StringLike', 's3:prefix', 'a${?}', 'a?', true],
  ['StringLike', 's3:prefix', 'a${?}', 'ab', false],
  ['StringEquals', 's3:prefix', '${$}1', '$1', true],
  ['StringLike', 's3:prefix', '${aws:PrincipalTag/x}', 'abc', false, { 'aws:PrincipalTag/x': 'a*' }],
  ['ArnEquals', SOURCE, 'arn:aws:s3:::${aws:username}', 'arn:aws:s3:::bob', true],
  ['ArnEquals', SOURCE, 'arn:aws:s3:::${aws:PrincipalTag/none}', 'arn:aws:s3:::bob', false],
  ['NumericEquals', 's3:max-keys', '${aws:PrincipalTag/n}', '5', false, { 'aws:PrincipalTag/n': '5' }],
  ['IpAddress', IP, '${aws:PrincipalTag/n}', '203.0.113.1', false, { 'aws:PrincipalTag/n': '203.0.113.1' }],
]);
