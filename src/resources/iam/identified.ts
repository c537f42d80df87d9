import { given } from '../live.ts';

/** An item of a listing with the fields that tell which one it is: the SDK types them as optional. */
export type Identified<Item, Key extends keyof Item> = Item & { readonly [K in Key]-?: NonNullable<Item[K]> };

/**
 * The item, known to have these fields.
 * @throws MissingInAnswer where one is missing: the listing is then not to be trusted.
 */
export const identified = <Item, Key extends keyof Item & string>(
  item: Item,
  ...keys: readonly Key[]
): Identified<Item, Key> => {
  for (const key of keys) given(item[key], `the ${key} of a listed item`);
  return item as Identified<Item, Key>;
};
