/** The patterns of what every resource says of itself. A moment is written as in `model/define.ts`, which loads a library. */
export const pattern = {
  key: '^[0-9a-f]{64}$',
  arn: '^arn:[a-z0-9-]+:.+$',
  type: '^[A-Za-z0-9]+(::[A-Za-z0-9]+)+$',
  partition: '^[a-z][a-z0-9-]*$',
  account: '^\\d{12}$',
  region: '^[a-z][a-z0-9-]*$',
  source: '^[a-z][a-z0-9-]*$',
  timestamp: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,9})?Z$',
} as const;

/** What each pattern asks for, in the words of an error. */
export const patternWords: ReadonlyMap<string, string> = new Map([
  [pattern.arn, 'an ARN such as `arn:aws:s3:::features`'],
  [pattern.type, 'a resource type such as `AWS::S3::Bucket`'],
  [pattern.account, 'an account of twelve digits'],
  [pattern.region, 'a lower-case word such as `eu-west-1`, `aws` or `live`'],
  [pattern.timestamp, 'a time in UTC such as `2026-11-23T06:40:30Z`'],
]);
