import type { PlainCheck } from './check.ts';
import { dynamodb } from './dynamodb.ts';
import { ebs } from './ebs.ts';
import { iam } from './iam.ts';
import { kms } from './kms.ts';
import { redshift } from './redshift.ts';
import { s3 } from './s3.ts';

/** Every shipped policy as a plain function, written by hand: what it decides with its parameters' defaults. */
export const plainChecks: readonly PlainCheck[] = [...dynamodb, ...ebs, ...iam, ...kms, ...redshift, ...s3];
