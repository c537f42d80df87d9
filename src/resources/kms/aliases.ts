import { type AliasListEntry, KMSClient, paginateListAliases } from '@aws-sdk/client-kms';
import { given, shared } from '../live.ts';

/** An alias, which AWS always names. */
export type ListedAlias = AliasListEntry & { readonly AliasName: string };

/** The aliases of the Region. AWS lists some for services that have not made their key yet: they point nowhere. */
export const aliases = shared('kms:ListAliases', KMSClient, async (client): Promise<readonly ListedAlias[]> => {
  const found: ListedAlias[] = [];
  for await (const page of paginateListAliases({ client, pageSize: 100 }, {})) {
    for (const one of given(page.Aliases, 'the aliases')) {
      found.push({ ...one, AliasName: given(one.AliasName, 'the name of an alias') });
    }
  }
  return found;
});
