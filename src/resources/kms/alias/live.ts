import { defineLive, given, instant, listed, listedBy } from '../../live.ts';
import { aliases, type ListedAlias } from '../aliases.ts';
import { alias } from './model.ts';

const moment = (date: Date | undefined): string | null => (date === undefined ? null : instant(date));

export default defineLive(alias, {
  scope: 'region',
  list: listedBy(aliases),
  name: ({ AliasName }) => AliasName,
  arn: ({ AliasArn }) => given(AliasArn, 'the ARN of an alias'),

  facts: {
    isOfAws: listed(({ AliasName }: ListedAlias) => AliasName.startsWith('alias/aws/')),
    target: listed(({ TargetKeyId }: ListedAlias, { partition, region, account }) =>
      TargetKeyId === undefined ? null : `arn:${partition}:kms:${region}:${account}:key/${TargetKeyId}`,
    ),
    createdAt: listed(({ CreationDate }: ListedAlias) => moment(CreationDate)),
    updatedAt: listed(({ CreationDate, LastUpdatedDate }: ListedAlias) =>
      LastUpdatedDate?.getTime() === CreationDate?.getTime() ? null : moment(LastUpdatedDate),
    ),
  },
});
