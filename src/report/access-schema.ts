import { Type } from 'typebox';
import { Nullable, OneOf, Shape } from '../model/define.ts';

// What `--format json` of the commands on access prints.

const Arn = (description: string) => Type.String({ description });
const Answer = OneOf(['yes', 'no', 'unknown'], {
  description: 'unknown: a document that decides could not be read, or could not be understood.',
});
const Reason = Type.String({ description: 'One sentence.' });
const Assumptions = Type.Array(Type.String(), {
  description: 'What is taken for granted because the snapshot has nothing on it, in sentences.',
});
const Context = Type.Unsafe<object>({
  type: 'object',
  description: 'Condition keys of the request with their values; null is absent.',
});

const Statement = Shape(
  {
    kind: OneOf(['identity', 'resource', 'acl', 'boundary', 'session', 'scp', 'rcp', 'endpoint'], {
      description: 'The kind of document that it stands in.',
    }),
    document: Type.String({ description: 'The document, as people call it.' }),
    statement: Type.Integer({ minimum: 0, description: 'Its place in the document, from 0.' }),
    sid: Nullable(Type.String()),
    effect: Nullable(OneOf(['Allow', 'Deny'])),
    conditions: Type.Array(Type.String(), { description: '`StringEquals aws:PrincipalOrgID o-example`.' }),
  },
  { description: 'A statement that allows.' },
);

const Witness = Nullable(
  Shape({ principal: Type.String(), action: Type.String(), resource: Type.String(), context: Context }),
  { description: 'A request that AWS allows, by these documents; null unless the answer is yes.' },
);

const head = <Format extends string>(format: Format) => ({ format: Type.Literal(format), version: Type.Literal(1) });

const Reacher = Shape({
  standing: OneOf(['inside', 'other-account', 'service', 'identity-provider', 'canonical-user', 'anyone'], {
    description: 'inside: of an account of the snapshot. other-account: of one that it does not hold.',
  }),
  principal: Type.String({ description: 'An ARN, a service, a provider, or `*anonymous`.' }),
  means: Nullable(Type.String(), { description: 'Who that is where it stands for many; null for one.' }),
  reason: Reason,
  statements: Type.Array(Statement),
  witness: Witness,
});

const WhoCan = Shape(
  {
    ...head('datawarden-who-can'),
    action: Type.String(),
    resource: Type.String(),
    can: Type.Array(Reacher),
    undecided: Type.Array(Reacher),
    asked: Type.Integer({ minimum: 0, description: 'How many users, roles and root users were asked for.' }),
    notListed: Type.Array(Type.String(), { description: 'Listings that were refused: there may be more principals.' }),
    assumptions: Assumptions,
  },
  { description: '`datawarden who-can --format json`.' },
);

const Can = Shape(
  {
    ...head('datawarden-can'),
    principal: Type.String(),
    action: Type.String(),
    resource: Type.String(),
    answer: Answer,
    reason: Reason,
    statements: Type.Array(Statement),
    witness: Witness,
    assumptions: Assumptions,
  },
  { description: '`datawarden can PRINCIPAL ACTION --format json`.' },
);

const Use = Nullable(
  Shape({
    answer: Answer,
    action: Type.String({ description: 'The action that does it, or one that does not.' }),
    reason: Reason,
  }),
  { description: 'Null where the type has no action of that kind.' },
);

const CanSummary = Shape(
  {
    ...head('datawarden-can-summary'),
    principal: Type.String(),
    administrator: Answer,
    unreadable: Type.Array(Type.String(), { description: 'Its documents that could not be read.' }),
    stores: Type.Array(
      Shape({ arn: Arn('The data store.'), type: Type.String(), read: Use, write: Use, delete: Use, permit: Use }),
      { description: 'The data stores that it reaches, or perhaps reaches.' },
    ),
    asked: Type.Integer({ minimum: 0, description: 'How many data stores the snapshot holds.' }),
    assumptions: Assumptions,
  },
  { description: '`datawarden can PRINCIPAL --format json`.' },
);

const Step = Shape({
  from: Arn('Who takes the step.'),
  to: Type.String({ description: 'The ARN of whose rights it gets, or `administrator`.' }),
  method: Type.String({ description: 'The id of the method.' }),
  how: Type.String({ description: 'What is done, in words.' }),
  through: Nullable(Type.String(), { description: 'The role, user, group, policy or resource that it turns on.' }),
  certain: Type.Boolean({ description: 'false: a document that could not be read decides.' }),
  calls: Type.Array(
    Shape({
      principal: Type.String(),
      action: Type.String(),
      resource: Type.String(),
      context: Context,
      statements: Type.Array(Statement),
    }),
  ),
});

const Paths = Shape(
  {
    ...head('datawarden-paths'),
    paths: Type.Array(
      Shape({
        principal: Arn('A user or role.'),
        reaches: Answer,
        steps: Type.Array(Step, {
          description: 'The shortest way; empty for an administrator, and where there is none.',
        }),
      }),
    ),
    outsiders: Type.Array(
      Shape({
        principal: Type.String(),
        means: Nullable(Type.String()),
        role: Arn('A role that is, or can become, administrator.'),
        action: Type.String(),
        certain: Type.Boolean(),
      }),
      { description: 'Who from outside the accounts of the snapshot can assume such a role.' },
    ),
    assumptions: Assumptions,
  },
  { description: '`datawarden paths --format json`.' },
);

const Kind = OneOf(['identity', 'resource', 'trust', 'scp', 'rcp']);

const DocumentCheck = Shape(
  {
    ...head('datawarden-policy-document-check'),
    documents: Type.Array(
      Shape({
        file: Type.String(),
        kind: Kind,
        findings: Type.Array(
          Shape({
            check: Type.String({ description: "The name of Access Analyzer's check in kebab-case." }),
            severity: OneOf(['error', 'security-warning', 'warning', 'suggestion']),
            path: Type.String({ description: '`Statement[2].Action[0]`; empty for the document itself.' }),
            message: Type.String(),
            line: Type.Integer({ minimum: 1 }),
            column: Type.Integer({ minimum: 1 }),
          }),
        ),
      }),
    ),
  },
  { description: '`datawarden policy-document check --format json`.' },
);

const DocumentComparison = Shape(
  {
    ...head('datawarden-policy-document-compare'),
    kind: Kind,
    allowsMore: Answer,
    witness: Nullable(
      Shape({
        principal: Nullable(Type.String(), { description: 'Null: whoever has the policy.' }),
        action: Type.String(),
        resource: Type.String(),
        context: Context,
      }),
      { description: 'A request that the new document allows and the old one does not.' },
    ),
    reason: Reason,
  },
  { description: '`datawarden policy-document compare --format json`.' },
);

/** The answers of the commands on access, as JSON. */
export const AccessSchema = Type.Union([WhoCan, Can, CanSummary, Paths, DocumentCheck, DocumentComparison], {
  title: 'Answers of datawarden on access',
  description: 'What `who-can`, `can`, `paths` and `policy-document` print with `--format json`.',
});
