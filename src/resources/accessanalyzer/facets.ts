import { Type } from 'typebox';
import { Known, Nullable } from '../../model/define.ts';

// Facts of an analyzer that both types have.

/** What an analyzer looks for, and where. */
export const AnalyzerKind = Known(
  [
    'ACCOUNT',
    'ORGANIZATION',
    'ACCOUNT_UNUSED_ACCESS',
    'ORGANIZATION_UNUSED_ACCESS',
    'ACCOUNT_INTERNAL_ACCESS',
    'ORGANIZATION_INTERNAL_ACCESS',
  ],
  { description: "AWS's type: ACCOUNT and ORGANIZATION look for access from outside the account or organization." },
);

/** Whether an analyzer works. */
export const AnalyzerStatus = Known(['ACTIVE', 'CREATING', 'DISABLED', 'FAILED']);

/** Who runs an analyzer. */
export const ManagedBy = Nullable(Type.String(), {
  description: 'The AWS service that made and runs it (securityhubv2.amazonaws.com); null for one of your own.',
});
