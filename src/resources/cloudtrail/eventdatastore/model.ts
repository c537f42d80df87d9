import { Type } from 'typebox';
import { defineModel, Known, Nullable, Timestamp } from '../../../model/define.ts';
import { EncryptionAtRest, Tags } from '../../../model/facets.ts';
import { AdvancedSelectors, Insights } from '../facets.ts';

/** An event data store of CloudTrail Lake. */
export const eventDataStore = defineModel(
  'AWS::CloudTrail::EventDataStore',
  'An event data store of CloudTrail Lake that belongs to the account.',
  {
    status: Known([
      ...['CREATED', 'ENABLED', 'PENDING_DELETION', 'STARTING_INGESTION', 'STOPPED_INGESTION', 'STOPPING_INGESTION'],
    ]),
    isMultiRegion: Type.Boolean({ description: 'It stores the events of every Region and not of its own alone.' }),
    isOrganization: Type.Boolean({ description: 'It stores the events of every account of the organization.' }),
    eventSelectors: AdvancedSelectors,
    insights: Insights,
    'lifecycle.retentionDays': Type.Integer({ description: 'How long events are kept.' }),
    'recovery.deletionProtection': Type.Boolean({ description: 'It cannot be deleted until this is switched off.' }),
    'encryption.atRest': EncryptionAtRest,
    billingMode: Known(['EXTENDABLE_RETENTION_PRICING', 'FIXED_RETENTION_PRICING']),
    federationRole: Nullable(Type.String(), {
      description: 'ARN of the role with which Lake query federation reads it; null where that is off.',
    }),
    createdAt: Timestamp(),
    tags: Tags,
  },
);
