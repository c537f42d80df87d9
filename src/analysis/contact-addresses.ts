import { Type } from 'typebox';
import { type DerivedFact, defineDerived } from '../model/derived.ts';
import { unknownBecause } from './derive.ts';

const kinds = ['security', 'billing', 'operations'] as const;

/** The addresses of an account's alternate contacts. */
export const contactAddresses: DerivedFact = defineDerived({
  type: 'AWS::Account::Contacts',
  path: 'addresses',
  schema: Type.Array(Type.String(), {
    description: 'The addresses of the alternate contacts that are registered, each once, in lower case and sorted.',
  }),
  reads: [...kinds],
  relation: null,
  derive: (contacts) => {
    const unread = kinds.find((kind) => contacts.facts[kind] === undefined);
    if (unread !== undefined) return unknownBecause(contacts, unread);
    const found = kinds.map((kind) => contacts.facts[kind] as { readonly email: string } | null);
    return [...new Set(found.flatMap((contact) => contact?.email ?? []))].sort();
  },
});
