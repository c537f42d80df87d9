import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { defineLive, from } from '../../live.ts';
import { trails } from '../trails.ts';
import { account } from './model.ts';

export default defineLive(account, {
  scope: 'account',
  list: {
    // Every account is one: there is nothing to list.
    operations: [],
    actions: [],
    client: CloudTrailClient,
    async *seeds(_client, at): AsyncIterable<string> {
      yield at.account;
    },
    needs: [],
  },
  name: (id) => id,
  arn: (id, { partition }) => `arn:${partition}:cloudtrail::${id}:account`,

  facts: {
    visibleTrails: from(trails, (found) =>
      found.map(({ TrailARN, HomeRegion }) => ({ arn: TrailARN, homeRegion: HomeRegion })),
    ),
  },
});
