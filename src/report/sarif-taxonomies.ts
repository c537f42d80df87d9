import type { ReportingDescriptor, ReportingDescriptorRelationship, ToolComponent } from 'sarif';
import type { Framework, FrameworkResult, RequirementStatus } from '../model/framework.ts';
import { makeVisible, shorten } from './escape.ts';
import { toWebAddress } from './sarif-uri.ts';
import { countStatuses } from './wording.ts';

// Frameworks as SARIF's taxonomies (SARIF 2.1.0, 3.19.3 and 3.53): a requirement is a taxon, and a rule names those that it decides. GitHub
// reads neither, so the rules carry the frameworks' names as tags too.

const titleLimit = 1_024;

/** A framework as a taxonomy. */
export const toTaxonomy = ({ id, title, version, source, requirements }: Framework): ToolComponent => ({
  name: id,
  fullName: makeVisible(`${title} ${version}`),
  version: makeVisible(version),
  ...addressAs('informationUri', source),
  shortDescription: { text: shorten(makeVisible(title), titleLimit) },
  isComprehensive: false,
  taxa: requirements.map(
    (requirement): ReportingDescriptor => ({
      id: makeVisible(requirement.id),
      shortDescription: { text: shorten(makeVisible(requirement.title), titleLimit) },
      ...addressAs('helpUri', requirement.page ?? ''),
    }),
  ),
});

/** A property, where the text is an address. */
const addressAs = <Name extends string>(name: Name, text: string): { readonly [name in Name]?: string } => {
  const address = toWebAddress(text);
  return address === null ? {} : ({ [name]: address } as { readonly [name in Name]: string });
};

/** The requirements that each policy decides, as relationships of its rule, and the frameworks that they belong to. */
export const relatePolicies = (
  frameworks: readonly Framework[],
): ReadonlyMap<string, { readonly relationships: ReportingDescriptorRelationship[]; readonly tags: string[] }> => {
  const byPolicy = new Map<string, { relationships: ReportingDescriptorRelationship[]; tags: string[] }>();
  for (const [at, { id: name, requirements }] of frameworks.entries()) {
    for (const [index, { id, policies }] of requirements.entries()) {
      for (const policy of policies) {
        const related = byPolicy.get(policy) ?? { relationships: [], tags: [] };
        byPolicy.set(policy, related);
        const target = { id: makeVisible(id), index, toolComponent: { name, index: at } };
        related.relationships.push({ target, kinds: ['relevant'] });
        if (!related.tags.includes(name)) related.tags.push(name);
      }
    }
  }
  return byPolicy;
};

/** What the run says of a framework: SARIF has no place of its own for it. */
export const summarizeFramework = (
  result: FrameworkResult,
): {
  readonly id: string;
  readonly statuses: Readonly<Record<RequirementStatus, number>>;
  readonly requirements: readonly { readonly id: string; readonly status: RequirementStatus }[];
} => ({
  id: result.framework.id,
  statuses: countStatuses(result),
  requirements: result.requirements.map(({ requirement, status }) => ({ id: makeVisible(requirement.id), status })),
});
