import { Type } from 'typebox';
import { Nullable, Shape } from '../model/define.ts';
import { type DerivedFact, defineDerived, Underivable } from '../model/derived.ts';
import { escalationEstate, identityOf, pathOf, undecidedBy } from './identity-estate.ts';

const schema = Type.Array(
  Shape({
    from: Type.String({ description: 'ARN of the principal that takes the step.' }),
    to: Type.String({ description: 'ARN of the principal that it becomes, or `administrator`.' }),
    method: Type.String({ description: 'Its id at https://pathfinding.cloud where it has one.' }),
    how: Type.String({ description: 'What is done, in words.' }),
    through: Nullable(Type.String(), {
      description:
        'The role, user, group, policy or resource that it turns on; null where it needs nothing that is there.',
    }),
    calls: Type.Array(Type.String(), { description: 'The calls, each with its resource.' }),
  }),
  {
    description:
      'The shortest way, a step at a time, on which it becomes administrator; empty where there is none, for one who is administrator already, and for service-linked roles, which only AWS can be.',
  },
);

const pathToAdministrator = (type: string): DerivedFact =>
  defineDerived({
    type,
    path: 'access.pathToAdministrator',
    schema,
    reads: [],
    relation: escalationEstate,
    costly: true,
    derive: (resource, index) => {
      const identity = identityOf(index, resource);
      if (identity instanceof Underivable) return identity;
      if (identity.isServiceLinked) return [];
      const found = pathOf(index, identity);
      if (found instanceof Underivable) return found;
      const { truth, steps } = found;
      if (truth === 'no') return [];
      if (truth === 'unknown') {
        const { documents, boundary } = identity;
        const doubtful = steps.find((step) => step.truth === 'unknown');
        const reason =
          doubtful === undefined
            ? 'whether it is or becomes administrator is not certain'
            : `whether ${doubtful.from} ${doubtful.method.how} is not certain`;
        return undecidedBy(boundary === null ? documents : [...documents, boundary], reason);
      }
      return steps.map(({ from, to, method, through, calls }) => ({
        ...{ from, to, method: method.id, how: method.how, through },
        calls: calls.map(({ action, resource: on }) => `${action} on ${on}`),
      }));
    },
  });

/** How a user becomes administrator. */
export const userPathToAdministrator: DerivedFact = pathToAdministrator('AWS::IAM::User');

/** How a role becomes administrator. */
export const rolePathToAdministrator: DerivedFact = pathToAdministrator('AWS::IAM::Role');
