import { describe, expect, it } from 'vitest';
import { dataShareOutside } from '../../src/analysis/data-share-consumers.ts';
import { derived, member, own, refusal, resource, stranger } from './resources.ts';

const outside = (consumers: unknown): unknown =>
  derived(
    dataShareOutside,
    resource('AWS::Redshift::DataShare', `arn:aws:redshift:eu-central-1:${own}:datashare:1/labels`, {
      'access.consumers': consumers,
    }),
  );
const consumer = (id: string, status = 'ACTIVE') => ({ id, status, region: null, writes: false });

// https://docs.aws.amazon.com/redshift/latest/APIReference/API_DataShareAssociation.html
describe('who outside the account reads a datashare', () => {
  it('is the account itself, of a namespace or of a Data Catalog, once', () =>
    expect(
      outside([
        consumer(stranger),
        consumer(`arn:aws:redshift:eu-west-1:${stranger}:namespace:c4bfde75-73fd-408b-9086-d6fccfd6d588`),
        consumer(`DataCatalog/${member}`, 'AUTHORIZED'),
      ]),
    ).toEqual([member, stranger]));

  it('is not the account itself', () => {
    const namespace = `arn:aws:redshift:eu-central-1:${own}:namespace:c4bfde75-73fd-408b-9086-d6fccfd6d588`;
    expect(outside([consumer(own), consumer(namespace), consumer(`DataCatalog/${own}`)])).toEqual([]);
  });

  it('may be no account: the subscribers of AWS Data Exchange', () =>
    expect(outside([consumer('ADX')])).toEqual(['ADX']));

  it.each(['PENDING_AUTHORIZATION', 'DEAUTHORIZED', 'REJECTED'])('is nobody who is %s', (status) =>
    expect(outside([consumer(stranger, status)])).toEqual([]),
  );

  it('is not known where the consumers are not', () => expect(outside(refusal)).toEqual(refusal));
});
