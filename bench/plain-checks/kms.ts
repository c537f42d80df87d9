import { check, decide } from './check.ts';

interface Key {
  readonly manager?: string;
  readonly state?: string;
  readonly 'encryption.rotation'?: { readonly enabled: boolean } | null;
}

const type = 'AWS::KMS::Key';

/** The policies of `policies/kms`. */
export const kms = [
  check('kms-cmk-backing-key-rotation-enabled', type, ({ manager, state, 'encryption.rotation': rotation }: Key) => {
    if (manager === 'AWS' || rotation === null) return 'not-applicable';
    if (state !== undefined && state !== 'Enabled') return 'not-applicable';
    if (manager === undefined || state === undefined || rotation === undefined) return 'unknown';
    return decide(rotation.enabled);
  }),

  check('kms-cmk-not-scheduled-for-deletion', type, ({ manager, state }: Key) => {
    if (manager === undefined) return 'unknown';
    if (manager !== 'CUSTOMER') return 'not-applicable';
    return decide(state === undefined ? undefined : state !== 'PendingDeletion' && state !== 'PendingReplicaDeletion');
  }),
];
