import { Type } from 'typebox';
import { Nullable, OneOf } from '../../model/define.ts';

// Facts that several types of AWS Config have.

/** How AWS Config got on with what it did last. */
export const Outcome = OneOf(['success', 'failure', 'pending', 'not-applicable']);

/** Role of a recorder. */
export const RecorderRole = Type.String({ description: 'ARN of the role with which AWS Config reads the account.' });

/** The latest outcome of a recorder, which has none before its first event. */
export const RecorderOutcome = Nullable(Outcome, {
  description: 'How the latest recording event went; null where AWS does not say.',
});
