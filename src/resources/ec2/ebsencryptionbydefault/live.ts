import { EC2Client, GetEbsDefaultKmsKeyIdCommand, GetEbsEncryptionByDefaultCommand } from '@aws-sdk/client-ec2';
import { defineLive, from, given, shared } from '../../live.ts';
import { ebsEncryptionByDefault } from './model.ts';

const settingName = 'ebs-encryption-by-default';

const byDefault = shared('ec2:GetEbsEncryptionByDefault', EC2Client, (client) =>
  client.send(new GetEbsEncryptionByDefaultCommand({})),
);
const defaultKey = shared('ec2:GetEbsDefaultKmsKeyId', EC2Client, (client) =>
  client.send(new GetEbsDefaultKmsKeyIdCommand({})),
);

export default defineLive(ebsEncryptionByDefault, {
  scope: 'region',
  list: {
    // Every Region has the setting: there is nothing to ask.
    operations: [],
    actions: [],
    client: EC2Client,
    needs: [],
    async *seeds() {
      yield settingName;
    },
  },
  name: (seed) => seed,
  arn: (seed, { partition, region, account }) => `arn:${partition}:ec2:${region}:${account}:${seed}`,

  facts: {
    'encryption.byDefault': from(byDefault, ({ EbsEncryptionByDefault }) =>
      given(EbsEncryptionByDefault, 'whether encryption is on by default'),
    ),
    'encryption.defaultKey': from(defaultKey, ({ KmsKeyId }) => given(KmsKeyId, 'the default key')),
  },
});
