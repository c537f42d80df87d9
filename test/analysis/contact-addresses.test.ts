import { expect, it } from 'vitest';
import { contactAddresses } from '../../src/analysis/contact-addresses.ts';
import { derived, own, refusal, resource } from './resources.ts';

const addresses = (facts: Readonly<Record<string, unknown>>): unknown =>
  derived(contactAddresses, resource('AWS::Account::Contacts', `arn:aws:account::${own}:account`, facts));
const contact = (email: string) => ({ email, named: true, phone: true });

it('an address that several contacts share counts once', () =>
  expect(
    addresses({
      security: contact('b@acme.example'),
      billing: contact('a@acme.example'),
      operations: contact('b@acme.example'),
    }),
  ).toEqual(['a@acme.example', 'b@acme.example']));

it('a contact that is not registered has no address', () =>
  expect(addresses({ security: contact('a@acme.example'), billing: null, operations: null })).toEqual([
    'a@acme.example',
  ]));

it('nothing is known where one of the contacts is not', () =>
  expect(addresses({ security: contact('a@acme.example'), billing: refusal, operations: null })).toEqual(refusal));
