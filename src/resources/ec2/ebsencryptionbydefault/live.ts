import { EC2Client, GetEbsDefaultKmsKeyIdCommand, GetEbsEncryptionByDefaultCommand } from '@aws-sdk/client-ec2';
import { defineLive, from, given, oncePerRegion, shared } from '../../live.ts';
import { ebsEncryptionByDefault } from './model.ts';

const byDefault = shared('ec2:GetEbsEncryptionByDefault', EC2Client, (client) =>
  client.send(new GetEbsEncryptionByDefaultCommand({})),
);
const defaultKey = shared('ec2:GetEbsDefaultKmsKeyId', EC2Client, (client) =>
  client.send(new GetEbsDefaultKmsKeyIdCommand({})),
);

export default defineLive(ebsEncryptionByDefault, {
  ...oncePerRegion(EC2Client, 'ec2', 'ebs-encryption-by-default', { named: 'id' }),
  facts: {
    'encryption.byDefault': from(byDefault, ({ EbsEncryptionByDefault }) =>
      given(EbsEncryptionByDefault, 'whether encryption is on by default'),
    ),
    'encryption.defaultKey': from(defaultKey, ({ KmsKeyId }) => given(KmsKeyId, 'the default key')),
  },
});
