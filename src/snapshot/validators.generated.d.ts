import type { Validators } from './validate.ts';

export declare const header: Validators['header'];
export declare const envelope: Validators['envelope'];
export declare const types: Validators['types'];
