import type { Gap, Resource } from '../../../model/resource.ts';
import type { Level } from '../authorize.ts';

/** The levels of an organization above an account; null for an account whose principals no policy limits. */
export type Limits = readonly Level[] | 'unknown' | 'not-collected' | null;

/** The policies of an organization, by account. */
export class Organization {
  /** Takes a resource of an organization; false if it is none. */
  add({ type }: Resource): boolean {
    return type.startsWith('AWS::Organizations::');
  }

  /** Takes what could not be listed; false if it is nothing of an organization. */
  addGap({ type }: Gap): boolean {
    return type.startsWith('AWS::Organizations::');
  }

  /** The service control policies that limit the account's principals. */
  scpOf(_account: string): Limits {
    return 'not-collected';
  }

  /** The resource control policies that limit who reaches the account's resources. */
  rcpOf(_account: string): Limits {
    return 'not-collected';
  }
}
