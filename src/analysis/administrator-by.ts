import { Type } from 'typebox';
import { Shape } from '../model/define.ts';
import { type DerivedFact, defineDerived, Underivable } from '../model/derived.ts';
import { administrationOf } from './access/escalation/administrator.ts';
import { grantAdministration, isAdministrator } from './access/estate/administrators.ts';
import type { NamedDocument } from './access/estate/documents.ts';
import { notInSnapshot } from './derive.ts';
import { documentsOfGroup, identityEstate, identityOf, undecidedBy } from './identity-estate.ts';

const path = 'access.administratorBy';
const schema = Type.Array(
  Shape({
    policy: Type.String({ description: 'What it is called: `policy ARN`, `inline policy NAME`, `… of group NAME`.' }),
    alone: Type.Boolean({ description: 'Whether it does so without the others.' }),
  }),
  {
    description:
      'The policies that make it an administrator: those that do so alone, else all of them, which do so only together. Empty for one that is none. An administrator may do everything, or every write of IAM, STS, KMS and S3, on all resources, less what is denied and within the permissions boundary and the service control policies that the snapshot holds.',
  },
);

const shown = (documents: readonly NamedDocument[], makes: (document: NamedDocument) => boolean) => {
  const alone = documents.filter(makes);
  return alone.length > 0
    ? alone.map(({ name }) => ({ policy: name, alone: true }))
    : documents.map(({ name }) => ({ policy: name, alone: false }));
};

const ofPrincipal = (type: string): DerivedFact =>
  defineDerived({
    type,
    path,
    schema,
    reads: [],
    relation: identityEstate,
    derive: (resource, index) => {
      const identity = identityOf(index, resource);
      if (identity instanceof Underivable) return identity;
      const { arn, documents, boundary } = identity;
      const truth = isAdministrator(index.estate, identity);
      if (truth === 'no') return [];
      if (truth === 'unknown') {
        return undecidedBy(boundary === null ? documents : [...documents, boundary], 'a policy is not certain');
      }
      const { policies } = index.estate.apply(arn, 'iam:CreateUser', '*');
      return shown(
        documents,
        ({ document }) => administrationOf(arn, { ...policies, identity: [document] }).truth === 'yes',
      );
    },
  });

/** What makes a user administrator. */
export const userAdministratorBy: DerivedFact = ofPrincipal('AWS::IAM::User');

/** What makes a role administrator. */
export const roleAdministratorBy: DerivedFact = ofPrincipal('AWS::IAM::Role');

/** What makes the members of a group administrators. */
export const groupAdministratorBy: DerivedFact = defineDerived({
  type: 'AWS::IAM::Group',
  path,
  schema,
  reads: [],
  relation: identityEstate,
  derive: ({ arn, account, partition }, index) => {
    const documents = documentsOfGroup(index, arn);
    if (documents === null) return notInSnapshot(arn);
    const member = `arn:${partition}:iam::${account}:user/member`;
    const truth = grantAdministration(documents, member);
    if (truth === 'no') return [];
    if (truth === 'unknown') return undecidedBy(documents, 'a policy is not certain');
    return shown(documents, (document) => grantAdministration([document], member) === 'yes');
  },
});
