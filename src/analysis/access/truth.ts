/** An answer in three values: what cannot be decided is `unknown`, and no operation turns it into one of the others without cause. */
export type Truth = 'yes' | 'no' | 'unknown';

/** Yes if both are, no if one is, else unknown. */
export const both = (a: Truth, b: Truth): Truth =>
  a === 'no' || b === 'no' ? 'no' : a === 'unknown' || b === 'unknown' ? 'unknown' : 'yes';

/** Yes if one is, no if neither is, else unknown. */
export const either = (a: Truth, b: Truth): Truth =>
  a === 'yes' || b === 'yes' ? 'yes' : a === 'unknown' || b === 'unknown' ? 'unknown' : 'no';

/** The opposite; the opposite of unknown is unknown. */
export const not = (a: Truth): Truth => (a === 'unknown' ? a : a === 'yes' ? 'no' : 'yes');
