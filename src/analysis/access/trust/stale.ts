import type { PolicyDocument, Statement } from '../document.ts';
import { UNIQUE_ID } from './outside.ts';

/** A principal that was deleted: IAM shows its unique id where its ARN stood. */
export interface StalePrincipal {
  readonly statement: Statement;
  readonly effect: 'Allow' | 'Deny';
  readonly element: 'Principal' | 'NotPrincipal';
  readonly id: string;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
export const stalePrincipals = ({ statements }: PolicyDocument): readonly StalePrincipal[] =>
  statements.flatMap((statement) =>
    (['Principal', 'NotPrincipal'] as const).flatMap((element) => {
      const { effect } = statement;
      if (effect === null) return [];
      const listed = (element === 'Principal' ? statement.principals : statement.notPrincipals) ?? [];
      return listed
        .filter(({ type, value }) => type === 'AWS' && UNIQUE_ID.test(value))
        .map(({ value }) => ({ statement, effect, element, id: value }));
    }),
  );
