import type { Explanations } from './validate.ts';

export declare const header: Explanations['header'];
export declare const envelope: Explanations['envelope'];
export declare const facts: Explanations['facts'];
