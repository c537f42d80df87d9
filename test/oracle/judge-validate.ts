import { parseDocument } from '../../src/analysis/access/document.ts';
import { RESOURCE_TYPES } from '../../src/analysis/access/validate/attachment.ts';
import type { PolicyKind, ResourceType } from '../../src/analysis/access/validate/check.ts';
import { guessKind, validateDocument } from '../../src/analysis/access/validate/validate.ts';
import { type Fields, fieldsOf, memberOf, plain, textOf } from './judge-fields.ts';

/** What is wrong with a document: the names of Access Analyzer's checks. */
export function answerValidate(policies: Fields, request: Fields): 'unknown' | readonly string[] {
  const given = policies['document'];
  if (given === undefined) return 'unknown';
  const input = fieldsOf(given)['$raw'] ?? given;
  const resourceType = readResourceType(request);
  const findings = validateDocument(input, readKind(request, resourceType, input), resourceType);
  return [...new Set(findings.map(({ check }) => check))].sort();
}

/** The type in any spelling: `AWS::S3::Bucket`, `aws-s3-bucket`. */
function readResourceType(request: Fields): ResourceType | null {
  const stated = plain(
    textOf(memberOf(request, 'resourceType', 'validatePolicyResourceType', 'policyResourceType', 'attachedTo')),
  );
  return RESOURCE_TYPES.find((type) => plain(type) === stated || plain(type) === `aws${stated}`) ?? null;
}

const KINDS: readonly (readonly [RegExp, PolicyKind])[] = [
  [/trust|assumerole/, 'trust'],
  [/^(?:scp|servicecontrol)/, 'scp'],
  [/^(?:rcp|resourcecontrol)/, 'rcp'],
  [/^(?:identity|managed|inline|user|group|boundary|permissions)/, 'identity'],
  [/^(?:resource|bucket|key)/, 'resource'],
];

/** The kind that is stated; policies of resources and of roles are one type to AWS, and what they say tells them apart. */
function readKind(request: Fields, resourceType: ResourceType | null, input: unknown): PolicyKind {
  if (resourceType === 'AWS::IAM::AssumeRolePolicyDocument') return 'trust';
  if (resourceType !== null) return 'resource';
  const stated = plain(
    textOf(memberOf(request, 'policyType', 'policyKind', 'documentType', 'type', 'kind', 'question')),
  );
  const kind = KINDS.find(([pattern]) => pattern.test(stated))?.[1];
  const guessed = guessKind(parseDocument(input));
  return kind === undefined || (kind === 'resource' && guessed === 'trust') ? guessed : kind;
}
