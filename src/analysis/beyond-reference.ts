import { Type } from 'typebox';
import { Nullable, Shape } from '../model/define.ts';
import { type DerivedFact, defineAsked, Underivable } from '../model/derived.ts';
import { type Resource, UnknownCode } from '../model/resource.ts';
import { findAction } from './access/actions.ts';
import { type PolicyDocument, parseDocument } from './access/document.ts';
import { asNamed } from './access/exact/callers.ts';
import { allowsMore } from './access/exact/compare.ts';
import { ofResource } from './access/of-resource.ts';
import { notUnderstood } from './identity-policy.ts';
import { readResourcePolicy, resourcePolicy } from './resource-policy.ts';

/** What a bucket's policy allows beyond a reference. */
export const bucketBeyondReference: DerivedFact = defineAsked({
  type: 'AWS::S3::Bucket',
  path: 'access.beyondReference',
  schema: Nullable(
    Shape({
      principal: Type.String({ description: 'As a policy would name it; `*anonymous` for anybody.' }),
      action: Type.String(),
      resource: Type.String(),
      context: Type.Array(Type.String(), {
        description: 'The condition keys of the request that matter: `key=value`.',
      }),
    }),
    {
      description:
        "A request on the bucket or its objects that its policy allows and the policy document in the parameter `reference` does not, decided over all requests but those of the bucket's own account; null where there is none.",
    },
  ),
  reads: [resourcePolicy],
  relation: null,
  asks: { reference: 'string' },
  derive: (bucket, _index, params) => {
    const reference = readReference(params.reference);
    if (reference instanceof Underivable) return reference;
    const document = readResourcePolicy(bucket);
    if (document instanceof Underivable) return document;
    if (!document.understood) return notUnderstood(document);
    const { truth, witness, reason } = allowsMore(ofResource(fromOutside(document, bucket)), ofResource(reference));
    if (truth === 'unknown') return undecided(`of the policy: ${reason}`);
    if (witness === null) return null;
    return {
      principal: asNamed(witness.principal ?? ''),
      action: findAction(witness.action)?.name ?? witness.action,
      resource: witness.resource,
      context: Object.entries(witness.context).map(([key, value]) => `${key}=${String(value)}`),
    };
  },
});

const references = new Map<string, PolicyDocument | Underivable>();

/** The document in a parameter: read once, for all buckets. */
function readReference(text: string): PolicyDocument | Underivable {
  const known = references.get(text);
  if (known !== undefined) return known;
  const document = parseText(text);
  const reference =
    document instanceof Underivable || document.understood
      ? document
      : undecided(`the parameter \`reference\` cannot be understood: ${document.problems[0]?.message ?? ''}`);
  references.set(text, reference);
  return reference;
}

function parseText(text: string): PolicyDocument | Underivable {
  try {
    return parseDocument(JSON.parse(text));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undecided(`the parameter \`reference\` is not JSON: ${error.message}`);
  }
}

/** The policy without what it says of other buckets, and of callers of the bucket's own account, whose IAM policies give them as much. */
function fromOutside(document: PolicyDocument, { arn, account, partition }: Resource): PolicyDocument {
  const deny = { Effect: 'Deny', Action: '*' };
  const limits = parseDocument({
    Version: '2012-10-17',
    Statement: [
      { ...deny, Principal: '*', NotResource: [arn, `${arn}/*`] },
      { ...deny, Principal: { AWS: `arn:${partition}:iam::${account}:root` }, Resource: '*' },
    ],
  });
  return { ...document, statements: [...document.statements, ...limits.statements] };
}

const undecided = (message: string): Underivable =>
  new Underivable({ operation: '', code: UnknownCode.notUnderstood, message });
