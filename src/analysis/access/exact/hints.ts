/** Values that people recognise, tried before a search makes up its own. */
const EXAMPLES: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    'aws:securetransport': ['true', 'false'],
    'aws:multifactorauthpresent': ['true', 'false'],
    'aws:viaawsservice': ['false', 'true'],
    'aws:principalisawsservice': ['false', 'true'],
    'aws:principalorgid': ['o-exampleorgid'],
    'aws:sourceorgid': ['o-exampleorgid'],
    'aws:resourceorgid': ['o-exampleorgid'],
    'aws:sourcevpc': ['vpc-0a1b2c3d4e5f60718'],
    'aws:sourcevpce': ['vpce-0a1b2c3d4e5f60718'],
    'aws:sourceaccount': ['999999999999'],
    'aws:requestedregion': ['us-east-1', 'eu-central-1'],
    'aws:useragent': ['aws-cli/2.0'],
    'aws:multifactorauthage': ['60', '3600'],
    'aws:currenttime': ['2026-01-01T00:00:00.000Z'],
  }),
);

/** Values of a key, named in lower case, to try first. */
export const valueHints = (key: string): readonly string[] => EXAMPLES.get(key) ?? [];

/** Resources to try first for an action, in lower case, on a resource that may be open. */
export function resourceHints(resource: string, action: string, owner: string | null): readonly string[] {
  if (!/[*?]/.test(resource)) return [resource];
  const account = owner ?? '999999999999';
  const service = action.slice(0, action.indexOf(':'));
  const typical = TYPICAL.get(service)?.map((arn) => arn.replace('ACCOUNT', account)) ?? [];
  return [...typical, resource.replace(/[*?]+/g, 'example')];
}

const TYPICAL: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    s3: ['arn:aws:s3:::example-bucket/example-object', 'arn:aws:s3:::example-bucket'],
    kms: ['arn:aws:kms:us-east-1:ACCOUNT:key/1234abcd-12ab-34cd-56ef-1234567890ab'],
    dynamodb: ['arn:aws:dynamodb:us-east-1:ACCOUNT:table/example'],
    sqs: ['arn:aws:sqs:us-east-1:ACCOUNT:example'],
    sns: ['arn:aws:sns:us-east-1:ACCOUNT:example'],
    lambda: ['arn:aws:lambda:us-east-1:ACCOUNT:function:example'],
    secretsmanager: ['arn:aws:secretsmanager:us-east-1:ACCOUNT:secret:example-AbCdEf'],
    iam: [
      'arn:aws:iam::ACCOUNT:role/example',
      'arn:aws:iam::ACCOUNT:user/example',
      'arn:aws:iam::ACCOUNT:policy/example',
      'arn:aws:iam::ACCOUNT:group/example',
    ],
    sts: ['arn:aws:iam::ACCOUNT:role/example'],
    ec2: ['arn:aws:ec2:us-east-1:ACCOUNT:instance/i-0a1b2c3d4e5f60718'],
  }),
);
