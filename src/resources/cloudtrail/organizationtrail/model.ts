import { Type } from 'typebox';
import { defineModel, Nullable } from '../../../model/define.ts';
import { recordingFacts } from '../facets.ts';

/** The trail of an organization, as a member account sees it. */
export const organizationTrail = defineModel(
  'AWS::CloudTrail::OrganizationTrail',
  'A trail of the organization as one of its member accounts sees it: it records the account, which cannot change it. Listed once, in ' +
    'its home Region. The account in its ARN is the one that was asked: ' +
    '`arn:aws:cloudtrail:us-east-1:444455556666:organization-trail/events`.',
  {
    ...recordingFacts,
    trailArn: Type.String({ description: 'The ARN that AWS gives it, which holds the management account.' }),
    'encryption.key': Nullable(Type.String(), {
      description: 'ARN of the KMS key for the log files; null without one.',
    }),
  },
);
