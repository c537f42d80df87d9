import { Underivable } from '../model/derived.ts';
import type { Truth } from './access/truth.ts';

/** An answer that is certain, or why it is not. */
export type Settled = 'yes' | 'no' | Underivable;

/** An answer with the first of the reasons it may rest on, where it is unknown: the caller gives one for each unknown that went in. */
export const settle = (truth: Truth, reasons: readonly (Settled | null)[]): Settled => {
  if (truth !== 'unknown') return truth;
  const because = reasons.find((reason) => reason instanceof Underivable);
  if (because === undefined) throw new Error('an answer is unknown for no reason');
  return because;
};

/** The answer in three values, for reasoning on with it. */
export const asTruth = (settled: Settled): Truth => (settled instanceof Underivable ? 'unknown' : settled);

/** The answer as a fact. */
export const asBoolean = (settled: Settled): boolean | Underivable =>
  settled instanceof Underivable ? settled : settled === 'yes';
