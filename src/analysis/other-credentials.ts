import { Type } from 'typebox';
import { Nullable, OneOf, Shape, Timestamp } from '../model/define.ts';
import { type DerivedFact, defineDerived } from '../model/derived.ts';
import { unknownBecause } from './derive.ts';

interface Credential {
  readonly id: string;
  readonly status: string;
  readonly createdAt: string;
  readonly service?: string;
}

const sshKeys = 'credentials.sshKeys';
const serviceCredentials = 'credentials.serviceCredentials';
const certificates = 'credentials.activeCertificates';

/** What lets a user in besides the password and access keys. */
export const userOtherCredentials: DerivedFact = defineDerived({
  type: 'AWS::IAM::User',
  path: 'credentials.otherActive',
  schema: Type.Array(
    Shape({
      kind: OneOf(['SSH key', 'service credential', 'certificate']),
      id: Nullable(Type.String(), { description: 'Null for certificates, of which the credential report names none.' }),
      service: Nullable(Type.String(), {
        description: 'The service that takes it; null where that goes without saying.',
      }),
      createdAt: Timestamp(),
    }),
    { description: 'SSH keys, service-specific credentials and signing certificates that are active.' },
  ),
  reads: [sshKeys, serviceCredentials, certificates],
  relation: null,
  derive: (user) => {
    for (const fact of [sshKeys, serviceCredentials, certificates])
      if (user.facts[fact] === undefined) return unknownBecause(user, fact);
    const active = (fact: string, kind: 'SSH key' | 'service credential') =>
      (user.facts[fact] as readonly Credential[])
        .filter(({ status }) => status === 'Active')
        .map(({ id, createdAt, service }) => ({ kind, id, service: service ?? null, createdAt }));
    return [
      ...active(sshKeys, 'SSH key'),
      ...active(serviceCredentials, 'service credential'),
      ...(user.facts[certificates] as readonly string[]).map((createdAt) => ({
        ...{ kind: 'certificate' as const, id: null, service: null, createdAt },
      })),
    ];
  },
});
